using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>Labels of a photo as bars.</summary>
internal static class ClassificationView
{
    private const int BarWidth = 28;

    /// <summary>Fractions of a character, an eighth to seven eighths.</summary>
    private const string Eighths = "▏▎▍▌▋▊▉";

    /// <summary>Writes an answer; why there is none goes to standard error.</summary>
    public static void Write(ClassifyResponse answer)
    {
        if (answer.Error is { } error)
        {
            Terminal.Error.MarkupLineInterpolated($"[bold]{answer.RequestId}[/]: [red]{error.Message}[/]");
            return;
        }

        var timings = answer.Timings ?? new ClassifyTimings();
        string batch = timings.BatchSize > 1 ? $", in a batch of {timings.BatchSize}" : string.Empty;
        Terminal.Out.MarkupLineInterpolated($"[bold]{answer.RequestId}[/]  [grey]{answer.Model}@{answer.Version}, {timings.TotalMs:0.0} ms (decode {timings.DecodeMs:0.0}, queue {timings.QueueMs:0.0}, compute {timings.ComputeMs:0.0}{batch})[/]");
        int width = answer.Labels.Select(l => l.Label.Length).DefaultIfEmpty(0).Max();
        for (int i = 0; i < answer.Labels.Count; i++)
        {
            var label = answer.Labels[i];
            string style = i == 0 ? "springgreen2" : "grey";
            string name = label.Label.PadRight(width).EscapeMarkup();
            Terminal.Out.MarkupLine($"  {(i == 0 ? $"[bold]{name}[/]" : name)}  [{style}]{Bar(label.Probability)}[/] {100 * label.Probability,5:0.0} %");
        }
    }

    private static string Bar(double share)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth * 8);
        string part = eighths % 8 == 0 ? string.Empty : Eighths[(eighths % 8) - 1].ToString();
        return (new string('█', eighths / 8) + part).PadRight(BarWidth);
    }
}
