using System.Globalization;
using System.Text;
using BirdGrid.Vision.Weights;
using ScottPlot;

namespace BirdGrid.Cli.Rendering;

/// <summary>A learning-rate search as a picture.</summary>
internal static class LearningRatePlot
{
    private const int Width = 900;
    private const int Height = 540;

    /// <summary>Refuses a file name that says no format, before anything is computed.</summary>
    /// <exception cref="CommandException">It ends in neither .svg nor .png.</exception>
    public static void RequireFormat(string file)
    {
        if (!IsSvg(file) && !file.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandException(ExitCodes.Usage, $"--plot {file}: name a file that ends in .svg or .png.");
        }
    }

    /// <summary>Writes the picture whole or not at all.</summary>
    /// <param name="file">Ends in .svg or .png.</param>
    /// <param name="curve">At least one step.</param>
    /// <param name="title">What was searched for.</param>
    public static void Write(string file, LearningRateCurve curve, string title)
    {
        using var plot = Draw(curve, title);
        byte[] picture = IsSvg(file) ? Encoding.UTF8.GetBytes(plot.GetSvgXml(Width, Height)) : plot.GetImageBytes(Width, Height, ImageFormat.Png);
        AtomicFile.Write(file, stream => stream.Write(picture));
    }

    private static bool IsSvg(string file) => file.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);

    private static Plot Draw(LearningRateCurve curve, string title)
    {
        var plot = new Plot();
        double[] exponents = [.. curve.Points.Select(point => Math.Log10(point.Rate))];
        var losses = plot.Add.Scatter(exponents, [.. curve.Points.Select(point => point.Loss)], Colors.LightGray);
        losses.LegendText = "loss of each step";
        var smoothed = plot.Add.Scatter(exponents, [.. curve.Points.Select(point => point.SmoothedLoss)], Colors.SteelBlue);
        smoothed.LegendText = "smoothed";
        (losses.MarkerSize, smoothed.MarkerSize) = (0, 0);
        (losses.LineWidth, smoothed.LineWidth) = (1, 2);
        Mark(plot, curve.SteepestRate, "steepest descent", Colors.DarkOrange);
        Mark(plot, curve.TenthOfMinimumRate, "a tenth of the minimum", Colors.SeaGreen);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            IntegerTicksOnly = true,
            LabelFormatter = exponent => Math.Pow(10, exponent).ToString("0.#########", CultureInfo.InvariantCulture),
        };
        double lowest = curve.Points.Min(point => point.SmoothedLoss);
        plot.Axes.SetLimits(exponents[0], exponents[^1], Math.Max(0, lowest - (0.1 * (curve.Ceiling - lowest))), curve.Ceiling);
        plot.Title(title);
        plot.XLabel("learning rate");
        plot.YLabel("loss (nats)");
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }

    private static void Mark(Plot plot, double? rate, string what, Color colour)
    {
        if (rate is { } marked)
        {
            var line = plot.Add.VerticalLine(Math.Log10(marked), 1.5f, colour, LinePattern.Dashed);
            line.LegendText = $"{what}: {LearningRateChart.Rate(marked)}";
        }
    }
}
