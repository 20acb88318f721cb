using BirdGrid.Client;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>An import with its progress bar.</summary>
internal static class ImportView
{
    /// <summary>Runs the import.</summary>
    /// <param name="client">The silo.</param>
    /// <param name="header">Dataset and split.</param>
    /// <param name="photos">What is imported.</param>
    /// <param name="late">Filled with the photos that could no longer be read.</param>
    /// <param name="quiet">No progress bar.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<DatasetVersion> RunAsync(BirdGridClient client, ImportHeader header, IReadOnlyList<PhotoFile> photos, List<SkippedFile> late, bool quiet, CancellationToken cancellationToken) => quiet || !Terminal.IsLive(Terminal.Error)
        ? client.Datasets.ImportAsync(header, photos, progress: null, late, cancellationToken)
        : Terminal.Error.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(async context =>
        {
            var bar = context.AddTask($"Importing {photos.Count} photos", maxValue: photos.Count);
            var progress = new Progress<ImportProgress>(p => bar.Value = p.StoredPhotos + p.RejectedPhotos);
            return await client.Datasets.ImportAsync(header, photos, progress, late, cancellationToken);
        });

    /// <summary>Says what a folder or list holds beside photos, and what may be meant otherwise than it is read.</summary>
    public static void Write(IAnsiConsole console, PhotoListing listing)
    {
        foreach (string warning in listing.Warnings)
        {
            console.WriteVisible($"[gold1]{warning}[/]");
        }

        WriteSkipped(console, listing.Skipped);
    }

    /// <summary>Says which files were left out, a line for each kind.</summary>
    public static void WriteSkipped(IAnsiConsole console, IReadOnlyList<SkippedFile> skipped)
    {
        foreach (var group in SkipGroup.Of(skipped))
        {
            console.WriteVisible($"[gold1]Skipped[/] {group.ToString()}");
        }
    }

    /// <summary>Says that a dataset that was not named by the user existed before.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="latest">Its latest version before the import.</param>
    public static void WriteNextVersion(IAnsiConsole console, DatasetVersion latest) =>
        console.WriteVisible($"[gold1]Dataset {latest.Dataset} exists: these photos become version {latest.Version + 1} of it.[/] For a dataset of its own, import with --name.");
}
