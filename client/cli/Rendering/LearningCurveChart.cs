using System.Globalization;
using BirdGrid.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>
/// Accuracy and loss over epochs: side by side where there is room for both, else one below the other. Where there are no colours the lines are
/// drawn in plain characters.
/// </summary>
internal sealed class LearningCurveChart : IRenderable
{
    /// <summary>Rows of each drawing.</summary>
    public const int Rows = (2 * AxisScale.Intervals) + 1;

    private const int Gap = 2;
    private const int NarrowestPair = 70;
    private const int NarrowestPanel = 24;
    private const int WidestPanel = 58;
    private static readonly Color TrainColour = Color.SteelBlue1;
    private static readonly Color MonitoredColour = Color.SpringGreen2;

    private readonly CurvePanel accuracy;
    private readonly CurvePanel loss;
    private readonly string monitored;
    private readonly string? best;

    private LearningCurveChart(CurvePanel accuracy, CurvePanel loss, string monitored, string? best)
    {
        this.accuracy = accuracy;
        this.loss = loss;
        this.monitored = monitored;
        this.best = best;
    }

    /// <summary>Colour of the best epoch.</summary>
    public static Color BestColour => Color.Gold1;

    /// <summary>The curve of a session's epochs.</summary>
    /// <param name="epochs">Finished epochs, at least one.</param>
    /// <param name="plannedEpochs">Epochs that the horizontal axis has room for.</param>
    /// <param name="bestEpoch">Epoch that is marked; 0: none.</param>
    public static LearningCurveChart Of(IReadOnlyList<Epoch> epochs, int plannedEpochs, int bestEpoch)
    {
        string monitored = Words.Of(epochs[^1].MonitoredSplit);
        int width = Math.Max(plannedEpochs, epochs.Count);
        CurveSeries[] accuracies = [Train(epochs.Select(e => e.TrainAccuracy)), Monitored(epochs.Select(e => e.ValidationAccuracy))];
        CurveSeries[] losses = [Train(epochs.Select(e => e.TrainLoss)), Monitored(epochs.Select(e => e.ValidationLoss))];
        return new LearningCurveChart(
            new CurvePanel("accuracy", AxisScale.ForAccuracy(accuracies.SelectMany(s => s.Values)), v => Invariant($"{100 * v:0.#} %"), accuracies, width, bestEpoch),
            new CurvePanel("loss", AxisScale.FromZero(losses.SelectMany(s => s.Values)), v => Invariant($"{v:0.###}"), losses, width, bestEpoch),
            monitored,
            bestEpoch > 0 && bestEpoch <= epochs.Count ? $"best: epoch {bestEpoch}, {Tables.Percent(epochs[bestEpoch - 1].ValidationAccuracy)}" : null);

        CurveSeries Train(IEnumerable<double> values) => new("train", TrainColour, '.', [.. values]);
        CurveSeries Monitored(IEnumerable<double> values) => new(monitored, MonitoredColour, '*', [.. values]);
    }

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => new(Math.Min(NarrowestPanel, maxWidth), maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        bool isColoured = options.ColorSystem != ColorSystem.NoColors;
        bool isPair = maxWidth >= NarrowestPair;
        int width = Math.Clamp(isPair ? (maxWidth - Gap) / 2 : maxWidth, NarrowestPanel, WidestPanel);
        var left = accuracy.Render(width, Rows, isColoured);
        var right = loss.Render(width, Rows, isColoured);
        var lines = isPair
            ? left.Zip(right, (l, r) => l.Append(new Segment(new string(' ', Gap))).Concat(r))
            : left.Concat(right).Cast<IEnumerable<Segment>>();
        foreach (var line in lines)
        {
            foreach (var segment in line)
            {
                yield return segment;
            }

            yield return Segment.LineBreak;
        }

        foreach (var segment in Legend(isColoured))
        {
            yield return segment;
        }

        yield return Segment.LineBreak;
    }

    private IEnumerable<Segment> Legend(bool isColoured)
    {
        yield return new Segment("        ");
        yield return new Segment(isColoured ? "━━" : "...", new Style(TrainColour));
        yield return new Segment(" train   ");
        yield return new Segment(isColoured ? "━━" : "***", new Style(MonitoredColour));
        yield return new Segment($" {monitored}   ");
        if (best is not null)
        {
            yield return new Segment(isColoured ? "●" : "O", new Style(BestColour));
            yield return new Segment($" {best}");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
