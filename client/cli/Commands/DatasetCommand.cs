using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.Client;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid dataset</c>: import, list, show.</summary>
internal static class DatasetCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("dataset", "Labelled photos, frozen into versions.") { Import(), List(), Show() };

    private static Command Import()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder per class, either directly or below train, val and test; or a CSV file with columns for file, label and, optionally, split." };
        var name = CommonOptions.Value<string>("--name", "Name of the dataset (default the folder's).", "NAME");
        var validation = CommonOptions.Value<double?>("--validation", "Share of each class for validation, where photos come without a split (default 0.2).", "SHARE");
        var test = CommonOptions.Value<double?>("--test", "Share of each class for test, where photos come without a split (default 0).", "SHARE");
        var seed = CommonOptions.Value<ulong>("--seed", "Seed of the split (default 0).", "N");
        var size = CommonOptions.Value<int?>("--size", "Shorter side in pixels of the copies that training reads (default 320).", "PIXELS");
        var truncated = TruncatedOption.Create();
        var allowOutside = new Option<bool>("--allow-outside") { Description = "Also import files outside FOLDER that links in it, or lines of the CSV file, name." };
        var encoding = CommonOptions.Value<string>("--encoding", "Encoding of the CSV file, for example windows-1252 (default UTF-8, or what its byte order mark says).", "NAME");
        var key = CommonOptions.Value<string>("--idempotency-key", "Repeats with the same key return the version the first made.", "KEY");
        var command = new Command("import", "Upload photos and freeze them as the dataset's next version.") { folder, name, validation, test, seed, size, truncated, allowOutside, encoding, key };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string path = parsed.GetValue(folder)!;
            var header = new ImportHeader { Dataset = parsed.GetValue(name) ?? Names.FromPath(path), SplitSeed = parsed.GetValue(seed), IdempotencyKey = parsed.GetValue(key) ?? string.Empty, Truncated = parsed.Get(truncated) };
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
            var listing = PhotoFolder.List(path, new PhotoFolderOptions { AllowOutside = parsed.GetValue(allowOutside), Encoding = parsed.GetValue(encoding) });
            header.Labels.AddRange(listing.Announced());
            ImportView.Write(Terminal.Error, listing);
            if (parsed.GetValue(name) is null && await FindAsync(client, header.Dataset, cancellationToken) is { } before)
            {
                ImportView.WriteNextVersion(Terminal.Error, before);
            }

            bool json = parsed.GetValue(CommonOptions.Json);
            var late = new List<SkippedFile>();
            var version = await ImportView.RunAsync(client, header, listing.Photos, late, quiet: json, cancellationToken);
            ImportView.WriteSkipped(Terminal.Error, late);
            if (json)
            {
                ImportJson.Write(version, listing, late);
            }
            else
            {
                DatasetView.Write(version);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<DatasetVersion?> FindAsync(BirdGridClient client, string dataset, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.Datasets.GetAsync(dataset, cancellationToken)).Versions[0];
        }
        catch (BirdGridException unknown) when (unknown.Status == StatusCode.NotFound)
        {
            return null;
        }
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
