using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid dataset</c>: import, list, show.</summary>
internal static class DatasetCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("dataset", "Labelled photos, frozen into versions.") { Import(), List(), Show() };

    private static Command Import()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder per class, either directly or below train, val and test; or a CSV file of file,label[,split]." };
        var name = CommonOptions.Value<string>("--name", "Name of the dataset (default the folder's).", "NAME");
        var validation = CommonOptions.Value<double?>("--validation", "Share of each class for validation, where photos come without a split (default 0.2).", "SHARE");
        var test = CommonOptions.Value<double?>("--test", "Share of each class for test, where photos come without a split (default 0).", "SHARE");
        var seed = CommonOptions.Value<ulong>("--seed", "Seed of the split (default 0).", "N");
        var size = CommonOptions.Value<int?>("--size", "Shorter side in pixels of the copies that training reads (default 320).", "PIXELS");
        var truncated = TruncatedOption.Create();
        var key = CommonOptions.Value<string>("--idempotency-key", "Repeats with the same key return the version the first made.", "KEY");
        var command = new Command("import", "Upload photos and freeze them as the dataset's next version.") { folder, name, validation, test, seed, size, truncated, key };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetValue(folder)!;
            var header = new ImportHeader { Dataset = parsed.GetValue(name) ?? Names.FromFolder(path), SplitSeed = parsed.GetValue(seed), IdempotencyKey = parsed.GetValue(key) ?? string.Empty, Truncated = parsed.Get(truncated) };
            if (parsed.GetValue(validation) is { } validationShare)
            {
                header.ValidationFraction = validationShare;
            }

            if (parsed.GetValue(test) is { } testShare)
            {
                header.TestFraction = testShare;
            }

            if (parsed.GetValue(size) is { } pixels)
            {
                header.RenditionSize = pixels;
            }

            using var client = parsed.Connect();
            var listing = PhotoFolder.List(path);
            ImportView.WriteSkipped(listing.Skipped);
            bool json = parsed.GetValue(CommonOptions.Json);
            var version = await ImportView.RunAsync(client, header, listing.Photos, quiet: json, cancellationToken);
            if (json)
            {
                JsonOutput.Write(version);
            }
            else
            {
                DatasetView.Write(version);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Show the latest version of every dataset.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var datasets = await client.Datasets.ListAsync(cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(datasets);
                return ExitCodes.Success;
            }

            DatasetView.WriteList(datasets);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Show()
    {
        var name = new Argument<string>("NAME") { Description = "The dataset." };
        var command = new Command("show", "Show a dataset's versions, and the classes of the latest.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var dataset = await client.Datasets.GetAsync(parsed.GetValue(name)!, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(dataset);
                return ExitCodes.Success;
            }

            DatasetView.WriteList(dataset.Versions);
            DatasetView.Write(dataset.Versions[0]);
            return ExitCodes.Success;
        });
        return command;
    }
}
