using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>Datasets in the terminal.</summary>
internal static class DatasetView
{
    private const int MostClasses = 30;

    /// <summary>One line a version.</summary>
    public static void WriteList(IEnumerable<DatasetVersion> versions)
    {
        var table = Tables.New("Dataset", "#Classes", "#Train", "#Validation", "#Test", "Made (UTC)", "Manifest");
        foreach (var version in versions)
        {
            table.AddRow($"{version.Dataset}@{version.Version}", $"{version.Classes.Count}", $"{version.TrainPhotos}", $"{version.ValidationPhotos}", $"{version.TestPhotos}", $"{version.Created.ToDateTime():yyyy-MM-dd HH:mm}", version.Manifest.Sha256[..12]);
        }

        Terminal.Out.Write(table);
    }

    /// <summary>A version with its classes and what its import noticed.</summary>
    public static void Write(DatasetVersion version)
    {
        Terminal.Out.WriteVisible($"[bold]{version.Dataset}@{version.Version}[/]: {version.Classes.Count} classes, {version.TrainPhotos} photos to train, {version.ValidationPhotos} to validate, {version.TestPhotos} to test");
        var table = Tables.New("Class", "#Train", "#Validation", "#Test");
        foreach (var one in version.Classes.Take(MostClasses))
        {
            table.AddRow(one.Label.ToMarkup(), $"{one.Train}", $"{one.Validation}", $"{one.Test}");
        }

        Terminal.Out.Write(table);
        if (version.Classes.Count > MostClasses)
        {
            Terminal.Out.WriteVisible($"[grey]... and {version.Classes.Count - MostClasses} more[/]");
        }

        WriteAudit(version.Audit);
    }

    private static void WriteAudit(DatasetAudit audit)
    {
        foreach (string warning in audit.Warnings)
        {
            Terminal.Out.WriteVisible($"[yellow]{warning}[/]");
        }

        if (audit.ExactDuplicates > 0)
        {
            Terminal.Out.WriteVisible($"[yellow]{audit.ExactDuplicates} exact duplicates were left out.[/]");
        }

        if (audit.TruncatedAccepted > 0)
        {
            Terminal.Out.WriteVisible($"[yellow]{audit.TruncatedAccepted} truncated {(audit.TruncatedAccepted == 1 ? "photo" : "photos")} accepted; gray stands for what is missing.[/]");
        }

        foreach (string file in audit.ConflictingFiles.Take(10))
        {
            Terminal.Out.WriteVisible($"[yellow]{file} has the same bytes as a photo with another label: both were left out.[/]");
        }

        foreach (var rejected in audit.Rejected.Take(10))
        {
            Terminal.Out.WriteVisible($"[yellow]{rejected.FileName}: {rejected.Reason}[/]");
        }

        if (audit.RejectedCount > 10)
        {
            Terminal.Out.WriteVisible($"[yellow]... {audit.RejectedCount} photos in all could not be decoded.[/]");
        }
    }
}
