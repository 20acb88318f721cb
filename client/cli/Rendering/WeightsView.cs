using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>ImageNet weights in the terminal, and their downloads with a progress bar.</summary>
internal static class WeightsView
{
    /// <summary>Writes which weights are here, and where downloads come from.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="options">Where weights are looked for.</param>
    /// <param name="showsAll">Whether the rows are all files, with their recipes, and not one for each backbone.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<WeightsRow> rows, PretrainedWeightsOptions options, bool showsAll)
    {
        // A file's name begins with its backbone's: the long table leaves the backbone out and has room for the recipe.
        var table = showsAll ? Tables.New("File", "Recipe", "#Top-1", "#MiB", "Here") : Tables.New("Backbone", "File", "#MiB", "Here");
        foreach (var row in rows)
        {
            string here = row.Here is { } place ? $"[green]{place}[/]" : "[grey]no[/]";
            string[] cells = showsAll
                ? [row.File.ToMarkup(), row.Recipe?.Split('_')[^1] ?? "-", $"{100 * row.Top1:0.0}", $"{row.Mebibytes:0.0}", here]
                : [row.Backbone, row.File.ToMarkup(), $"{row.Mebibytes:0.0}", here];
            table.AddRow(cells);
        }

        console.Write(table);
        console.WriteVisible($"own    {(options.Directory is { Length: > 0 } own ? own : $"no folder ({PretrainedWeightsOptions.DirectoryVariable} is not set)")}");
        console.WriteVisible($"cache  {options.CacheDirectory}");
        console.WriteVisible($"fetch  {(options.Offline ? $"no: {PretrainedWeightsOptions.Section}:{nameof(options.Offline)} is on" : (options.Mirror ?? PublishedWeights.TorchvisionAddress).AbsoluteUri)}");
    }

    /// <summary>Fetches a file, with a progress bar where somebody looks.</summary>
    public static Task<PretrainedWeightsFile> PullAsync(
        PretrainedWeights weights, BackboneConfig config, PublishedWeights file, bool quiet, CancellationToken cancellationToken) => quiet || !Terminal.IsLive(Terminal.Error)
        ? weights.PullAsync(config, file, progress: null, cancellationToken)
        : Terminal.Error.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn()).StartAsync(async context =>
        {
            var bar = context.AddTask(file.FileName, maxValue: file.Mebibytes * 1048576);
            var progress = new Progress<DownloadProgress>(report =>
            {
                bar.MaxValue = report.TotalBytes ?? bar.MaxValue;
                bar.Value = report.ReceivedBytes;
            });
            return await weights.PullAsync(config, file, progress, cancellationToken);
        });
}
