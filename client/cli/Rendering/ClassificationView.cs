using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>Labels of a photo as bars.</summary>
internal static class ClassificationView
{
    private const int BarWidth = 24;

    /// <summary>Writes an answer, or why there is none.</summary>
    public static void Write(ClassifyResponse answer)
    {
        if (answer.Error is { } error)
        {
            Terminal.Out.MarkupLineInterpolated($"[bold]{answer.RequestId}[/]: [red]{error.Message}[/]");
            return;
        }

        Terminal.Out.MarkupLineInterpolated($"[bold]{answer.RequestId}[/]  [grey]{answer.Model}@{answer.Version}, {answer.Timings.TotalMs:0.0} ms (decode {answer.Timings.DecodeMs:0.0}, compute {answer.Timings.ComputeMs:0.0})[/]");
        int width = answer.Labels.Max(l => l.Label.Length);
        bool first = true;
        foreach (var label in answer.Labels)
        {
            string bar = new string('█', (int)Math.Round(label.Probability * BarWidth)).PadRight(BarWidth, '·');
            Terminal.Out.MarkupLine($"  {(first ? "[green bold]" : "[default]")}{label.Label.EscapeMarkup().PadRight(width)}[/] {(first ? "[green]" : "[grey]")}{bar}[/] {100 * label.Probability,5:0.0} %");
            first = false;
        }
    }
}
