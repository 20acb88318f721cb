using BirdGrid.Client;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>An import with its progress bar.</summary>
internal static class ImportView
{
    private const int MostSkipped = 10;

    /// <summary>Runs the import.</summary>
    public static Task<DatasetVersion> RunAsync(BirdGridClient client, ImportHeader header, IReadOnlyList<PhotoFile> photos, bool quiet, CancellationToken cancellationToken) => quiet || !Terminal.IsLive(Terminal.Error)
        ? client.Datasets.ImportAsync(header, photos, progress: null, cancellationToken)
        : Terminal.Error.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(async context =>
        {
            var bar = context.AddTask($"Importing {photos.Count} photos", maxValue: photos.Count);
            var progress = new Progress<ImportProgress>(p => bar.Value = p.StoredPhotos + p.RejectedPhotos);
            return await client.Datasets.ImportAsync(header, photos, progress, cancellationToken);
        });

    /// <summary>Says which files were left out.</summary>
    public static void WriteSkipped(IReadOnlyList<SkippedFile> skipped)
    {
        foreach (var file in skipped.Take(MostSkipped))
        {
            Terminal.Error.WriteVisible($"[gold1]Skipped {file.Name}:[/] {file.Reason}");
        }

        if (skipped.Count > MostSkipped)
        {
            Terminal.Error.WriteVisible($"[gold1]... and {skipped.Count - MostSkipped} more[/]");
        }
    }
}
