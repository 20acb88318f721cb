using BirdGrid.Vision.Weights;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>Backbones in the terminal.</summary>
internal static class BackbonesView
{
    /// <summary>Width from which there is room for where the weights are.</summary>
    private const int WideConsole = 92;

    private const int UnitsPerMillion = 1_000_000;
    private const double MultiplyAddsPerGiga = 1e9;

    /// <summary>Writes a table and what its figures mean.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<BackboneRow> rows)
    {
        var measured = rows.Select(row => row.Throughput).FirstOrDefault(throughput => throughput is not null);
        bool isWide = console.Profile.Width >= WideConsole;
        var columns = new List<string> { "Backbone", "#M param", "#GFLOPs", "#Top-1", "#Top-5", "#Input", "#MiB" };
        AddWhere(columns, measured is not null, "#img/s");
        AddWhere(columns, isWide, "Weights");
        var table = Tables.New([.. columns]);
        double best = rows.Max(row => row.Weights?.Top1 ?? 0);
        foreach (var row in rows)
        {
            var cells = new List<string>
            {
                row.Config.Name,
                $"{(double)row.Config.ParameterCount / UnitsPerMillion:0.0}",
                $"{row.Config.MultiplyAddCount / MultiplyAddsPerGiga:0.00}",
                Accuracy(row.Weights?.Top1, isBest: rows.Count > 1 && row.Weights?.Top1 == best),
                Accuracy(row.Weights?.Top5, isBest: false),
                $"{row.Config.InputSize}",
                row.Weights is { } weights ? $"{weights.Mebibytes:0}" : "-",
            };
            AddWhere(cells, measured is not null, row.Throughput is { } speed ? Rate(speed.ImagesPerSecond) : "-");
            AddWhere(cells, isWide, Place(row));
            table.AddRow([.. cells]);
        }

        console.Write(table);
        console.MarkupLine("[grey]M param: million parameters; GFLOPs: 10^9 multiply-adds; Input: pixels a side.[/]");
        console.MarkupLine("[grey]Top-1, Top-5: % right on ImageNet, as torchvision states for its weights file.[/]");
        if (rows.Any(row => row.Weights?.Interpolation == ResizeInterpolation.Bicubic))
        {
            console.MarkupLine("[grey](efficientnet_*: on photos resized bicubically; BirdGrid resizes bilinearly.)[/]");
        }

        if (measured is not null)
        {
            string threads = measured.Threads == 1 ? "1 thread" : $"{measured.Threads} threads";
            console.WriteVisible($"[grey]img/s: on {measured.Device}, {threads}, batches of {measured.BatchSize}; median of {measured.Rounds} rounds, {rows.Sum(row => row.Throughput?.Seconds ?? 0):0} s in all.[/]");
        }

        console.MarkupLine("birdgrid train --backbone NAME uses one; resnet9 is for training from scratch.");
    }

    private static void AddWhere(List<string> cells, bool condition, string cell)
    {
        if (condition)
        {
            cells.Add(cell);
        }
    }

    private static string Rate(double perSecond) => perSecond < 100 ? $"{perSecond:0.0}" : $"{perSecond:0}";

    private static string Accuracy(double? share, bool isBest) => share is { } known
        ? isBest ? $"[bold springgreen2]{100 * known:0.0}[/]" : $"{100 * known:0.0}"
        : "-";

    private static string Place(BackboneRow row) => (row.File, row.Config.Weights.Count) switch
    {
        ({ Source: PretrainedWeightsSource.Directory }, _) => "own folder",
        ({ }, _) => "cache",
        (null, 0) => "[grey]none[/]",
        _ => "[grey]to fetch[/]",
    };
}
