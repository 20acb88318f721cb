using System.Text;
using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>Labels of a photo as bars.</summary>
internal static class ClassificationView
{
    private const int BarWidth = 28;

    /// <summary>Cells of a row beside label and bar: margins and the probability.</summary>
    private const int BesideLabel = 12;

    private const int ShortestLabel = 12;

    /// <summary>Fractions of a character, an eighth to seven eighths.</summary>
    private const string Eighths = "▏▎▍▌▋▊▉";

    /// <summary>Writes an answer; why there is none goes to standard error.</summary>
    public static void Write(ClassifyResponse answer)
    {
        if (answer.Error is { } error)
        {
            Terminal.Error.WriteVisible($"[bold]{answer.RequestId}[/]: [red]{error.Message}[/]");
            return;
        }

        var timings = answer.Timings ?? new ClassifyTimings();
        string batch = timings.BatchSize > 1 ? $", in a batch of {timings.BatchSize}" : string.Empty;
        Terminal.Out.WriteVisible($"[bold]{answer.RequestId}[/]  [grey]{answer.Model}@{answer.Version}, {timings.TotalMs:0.0} ms (decode {timings.DecodeMs:0.0}, queue {timings.QueueMs:0.0}, compute {timings.ComputeMs:0.0}{batch})[/]");
        int room = Math.Max(ShortestLabel, Terminal.Out.Profile.Width - BarWidth - BesideLabel);
        string[] names = [.. answer.Labels.Select(l => Shortened(l.Label.ToVisible(), room))];
        int width = names.Select(n => n.GetCellWidth()).DefaultIfEmpty(0).Max();
        for (int i = 0; i < answer.Labels.Count; i++)
        {
            var label = answer.Labels[i];
            string style = i == 0 ? "springgreen2" : "grey";
            string name = Markup.Escape(names[i]) + new string(' ', width - names[i].GetCellWidth());
            Terminal.Out.MarkupLine($"  {(i == 0 ? $"[bold]{name}[/]" : name)}  [{style}]{Bar(label.Probability)}[/] {100 * label.Probability,5:0.0} %");
        }
    }

    private static string Shortened(string text, int cells)
    {
        if (text.GetCellWidth() <= cells)
        {
            return text;
        }

        var shorter = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if ((shorter.ToString() + rune).GetCellWidth() >= cells)
            {
                break;
            }

            shorter.Append(rune.ToString());
        }

        return shorter.Append('…').ToString();
    }

    private static string Bar(double share)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth * 8);
        string part = eighths % 8 == 0 ? string.Empty : Eighths[(eighths % 8) - 1].ToString();
        return (new string('█', eighths / 8) + part).PadRight(BarWidth);
    }
}
