using System.CommandLine;
using BirdGrid.Cli.Benchmarking;
using BirdGrid.Cli.Rendering;
using BirdGrid.Client;
using BirdGrid.Client.Load;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid bench</c>: how many photos a silo classifies, and how long they take.</summary>
internal static class BenchCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var photos = new Argument<string[]>("PHOTOS") { Description = "Photos, or folders of photos; sent in turn from memory.", Arity = ArgumentArity.OneOrMore };
        var model = CommonOptions.Value<string>("--model", "MODEL, MODEL@3 or MODEL@champion (default the only model there is).", "MODEL");
        var load = new BenchLoadOptions();
        var csv = CommonOptions.Value<string>("--csv", "Write a row for each load.", "FILE");
        var chart = CommonOptions.Value<string>("--chart", "Write an SVG picture: latency over throughput, and where the time went.", "FILE");
        var command = new Command("bench", "Measure how many photos a silo classifies and how long they take, under one load after the other.") { photos, model };
        load.AddTo(command);
        command.Options.Add(csv);
        command.Options.Add(chart);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string? picture = parsed.GetValue(chart);
            if (picture is not null && !picture.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
            {
                throw new CommandException(ExitCodes.Usage, $"--chart {picture}: the picture is SVG, name a file that ends in .svg.");
            }

            var (shapes, options, sending) = (load.Shapes(parsed), load.Options(parsed), load.Sending(parsed));
            bool json = parsed.GetValue(CommonOptions.Json);
            var inMemory = await LoadPhotos.ReadAsync(parsed.GetValue(photos)!, cancellationToken: cancellationToken);
            string reference = await CheckAsync(parsed, parsed.GetValue(model), inMemory[0], cancellationToken);

            // What a silo that is away loses must show as an error, not as the latency of another attempt.
            using var client = new BirdGridClient(parsed.ConnectOptions() with { Attempts = 1 });
            var target = new ClassifyTarget(client, reference, inMemory, sending);
            var report = new BenchReport
            {
                Target = target.Name,
                Server = client.Address,
                Photos = inMemory.Count,
                MeanPhotoBytes = inMemory.Average(p => p.Length),
                Percentile = options.Percentile,
                StabilityPercent = options.StabilityPercent,
                HistogramError = LatencyHistogram.RelativeError,
                Loads = [],
            };
            var loads = await BenchWatch.RunAsync(
                progress => LoadMeasurement.SweepAsync(target, shapes, options, progress, cancellationToken), BenchView.Heading(report), quiet: json);
            return Finish(report with { Loads = loads }, parsed.GetValue(csv), picture, json);
        });
        return command;
    }

    // One photo by the ordinary way: what is wrong is explained before anything is measured.
    private static async Task<string> CheckAsync(ParseResult parsed, string? model, ReadOnlyMemory<byte> photo, CancellationToken cancellationToken)
    {
        using var client = parsed.Connect();
        string reference = model ?? await ClassifyCommand.OnlyModelAsync(client, cancellationToken);
        await client.Classification.ClassifyAsync(reference, photo, cancellationToken: cancellationToken);
        return reference;
    }

    private static int Finish(BenchReport report, string? csv, string? picture, bool json)
    {
        if (csv is not null)
        {
            AtomicFile.Write(csv, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                BenchCsv.Write(writer, report.Loads);
            });
        }

        if (picture is not null)
        {
            AtomicFile.Write(picture, new BenchPicture(report).ToSvg().Save);
        }

        if (json)
        {
            JsonOutput.WriteObject(report);
        }
        else
        {
            BenchView.Write(Terminal.Out, report);
        }

        return report.Loads.All(l => l.Answers.GetValueOrDefault("OK") > 0) ? ExitCodes.Success : ExitCodes.Failure;
    }
}
