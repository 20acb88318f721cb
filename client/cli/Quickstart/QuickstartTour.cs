using System.Diagnostics;
using System.Text.Json;
using BirdGrid.Cli.Rendering;
using BirdGrid.Client;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Quickstart;

/// <summary>From photos to a recognised bird, explained on the way.</summary>
internal sealed class QuickstartTour(string? folder, string data, ulong seed, string? server, bool json)
{
    /// <summary>Photos that the model has never seen, shown at the end.</summary>
    private const int Shown = 4;

    private readonly IAnsiConsole console = json ? Terminal.Error : Terminal.Out;

    /// <summary>Runs the tour.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        IQuickstartPhotos photos = folder is null ? new DrawnPhotos(data, seed) : new OwnPhotos(folder);
        await using var silo = await TourSilo.ConnectAsync(server, data, cancellationToken);
        console.Write(new Rule($"[bold]BirdGrid[/] at {silo.Client.Address}").LeftJustified());

        Step("1", $"Photos: {photos.Description}");
        var version = await ImportAsync(silo.Client, photos, cancellationToken);

        Step("2", "Training: a session on the grid, augmented with Möbius maps, evaluated on photos held out from it");
        var session = await TrainAsync(silo.Client, photos, version, cancellationToken);
        if (session.State != TrainingState.Completed)
        {
            SessionView.WriteOutcome(session);
            return ExitCodes.Failure;
        }

        var model = session.ModelVersion;
        await silo.Client.Models.PromoteAsync(
            new PromoteRequest { Model = model.Model, Version = model.Version, Alias = "champion", Who = Environment.UserName, Why = "quickstart", IdempotencyKey = $"quickstart-{session.Id}" },
            cancellationToken);

        Step("3", "History: every version, where it came from, and what it is called");
        if (!json)
        {
            ModelView.WriteHistory(await silo.Client.Models.GetHistoryAsync(model.Model, cancellationToken));
        }

        Step("4", "Recognition: photos that the model has not been trained on");
        await ClassifyAsync(silo.Client, photos, model.Model, cancellationToken);
        Finish(silo, model, Stopwatch.GetElapsedTime(started));
        return ExitCodes.Success;
    }

    private async Task<DatasetVersion> ImportAsync(BirdGridClient client, IQuickstartPhotos photos, CancellationToken cancellationToken)
    {
        var listing = await photos.PrepareAsync(cancellationToken);
        ImportView.Write(Terminal.Error, listing);
        var header = new ImportHeader { Dataset = photos.DatasetName, SplitSeed = seed, ValidationFraction = 0.2 };
        if (photos.RenditionSize is { } size)
        {
            header.RenditionSize = size;
        }

        header.Labels.AddRange(listing.Announced());
        var late = new List<SkippedFile>();
        var version = await ImportView.RunAsync(client, header, listing.Photos, late, quiet: json, cancellationToken);
        console.WriteVisible($"[bold]{version.Dataset}@{version.Version}[/]: {version.Classes.Count} classes, {version.TrainPhotos} photos to train, {version.ValidationPhotos + version.TestPhotos} held out; frozen as {version.Manifest.Sha256[..12]}");
        ImportView.WriteSkipped(Terminal.Error, late);
        foreach (string warning in version.Audit.Warnings)
        {
            console.WriteVisible($"[yellow]{warning}[/]");
        }

        return version;
    }

    private async Task<TrainingSession> TrainAsync(BirdGridClient client, IQuickstartPhotos photos, DatasetVersion version, CancellationToken cancellationToken)
    {
        var session = await RunAsync(client, photos.Spec(version, seed), cancellationToken);
        if (session.State == TrainingState.Failed && session.Spec.Initialization == Initialization.Pretrained)
        {
            console.WriteVisible($"[yellow]{session.Message}[/]");
            console.MarkupLine("[yellow]Going on from scratch with the compact network: expect less of it.[/]");
            session = await RunAsync(client, QuickstartSpecs.Scratch(version, seed, epochs: 40), cancellationToken);
        }

        return session;
    }

    private async Task<TrainingSession> RunAsync(BirdGridClient client, TrainingSpec spec, CancellationToken cancellationToken) =>
        await TrainingView.WatchAsync(client, await client.Training.StartAsync(spec, cancellationToken: cancellationToken), quiet: json, cancellationToken);

    private async Task ClassifyAsync(BirdGridClient client, IQuickstartPhotos photos, string model, CancellationToken cancellationToken)
    {
        foreach (var (name, bytes) in await photos.UnseenAsync(Shown, cancellationToken))
        {
            var answer = await client.Classification.ClassifyAsync(model, bytes, topK: 5, cancellationToken);
            answer.RequestId = name;
            if (!json)
            {
                ClassificationView.Write(answer);
            }
        }
    }

    private void Finish(TourSilo silo, ModelVersion model, TimeSpan elapsed)
    {
        if (json)
        {
            Terminal.WriteLine(JsonSerializer.Serialize(
                new QuickstartResult(model.Evaluation.Top1, model.Model, model.Version, Math.Round(elapsed.TotalSeconds, 1)),
                JsonSerializerOptions.Web));
            return;
        }

        console.Write(new Rule().RuleStyle("grey"));
        console.WriteVisible($"[green bold]{model.Model}@{model.Version}[/] names [bold]{100 * model.Evaluation.Top1:0.0} %[/] of {model.Evaluation.Photos} held-out photos right. All of it took {elapsed.TotalSeconds:0} s.");
        console.MarkupLine("What to type next:");
        string serve = silo.DataDirectory is { } directory ? $"  ./birdgrid serve --data {directory} &" : $"  export {BirdGridClientOptions.AddressVariable}={silo.Client.Address}";
        foreach (string line in new[]
        {
            serve,
            $"  ./birdgrid classify --model {model.Model} PHOTO.jpg",
            $"  ./birdgrid models history {model.Model}",
            $"  ./birdgrid train --dataset {model.Lineage.Dataset} --model {model.Model} --from {model.Model}@{model.Version} --method finetune --augment birds --epochs 5",
            "  ./quickstart.sh FOLDER        # your own photos, a folder per class",
        })
        {
            console.WriteVisible($"[blue]{line}[/]");
        }
    }

    private void Step(string number, string text) => console.WriteVisible($"\n[bold blue]{number}[/] [bold]{text}[/]");
}
