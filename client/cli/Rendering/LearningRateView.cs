using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>A learning-rate search in the terminal.</summary>
internal static class LearningRateView
{
    private const int StepsBetweenLines = 20;

    /// <summary>Shows how a search gets on, on standard error, until it is done.</summary>
    /// <param name="searches">The search's messages.</param>
    /// <param name="quiet">Whether nothing is to be shown.</param>
    /// <returns>All its steps and what they suggest.</returns>
    public static async Task<LearningRateSearch> WatchAsync(IAsyncEnumerable<LearningRateSearch> searches, bool quiet)
    {
        var points = new List<LearningRatePoint>();
        var last = new LearningRateSearch();
        string said = string.Empty;
        await foreach (var search in searches)
        {
            int before = points.Count;
            points.AddRange(search.Points);
            if (!quiet && search.Message.Length > 0 && search.Message != said)
            {
                Terminal.Error.WriteVisible($"[grey]{search.Message}[/]");
                said = search.Message;
            }

            if (!quiet && points.Count / StepsBetweenLines > before / StepsBetweenLines)
            {
                Terminal.Error.WriteVisible($"[grey]{points.Count} steps, rate {LearningRateChart.Rate(points[^1].Rate)}, loss {points[^1].SmoothedLoss:0.000}[/]");
            }

            last = search;
        }

        last.Points.Clear();
        last.Points.AddRange(points);
        return last;
    }

    /// <summary>The curve, and what to do with it.</summary>
    public static void Write(IAnsiConsole console, LearningRateSearch search, LearningRateCurve curve)
    {
        console.Write(new LearningRateChart(curve));
        if (search.Diverged)
        {
            console.WriteVisible($"The loss rose out of bounds at a rate of {LearningRateChart.Rate(curve.Points[^1].Rate)}.");
        }

        if (curve.SteepestRate is not { } steepest || curve.TenthOfMinimumRate is not { } tenth)
        {
            console.MarkupLine("[yellow]The loss never fell: there is nothing to suggest.[/] Try more steps, or a lower --lowest.");
            return;
        }

        console.WriteVisible($"Steepest descent at [bold]{LearningRateChart.Rate(steepest)}[/], a tenth of the minimum is [bold]{LearningRateChart.Rate(tenth)}[/].");
        console.WriteVisible($"[grey]Train with --lr {LearningRateChart.Rate(Math.Min(steepest, tenth))}, the smaller of the two; the larger one trains faster where it stays stable.[/]");
    }
}
