using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Training;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// What a second device brings: steps per second of one session on two silos of one core each, over those of the same session (the same batches) on one
/// silo of one core, halved. Rounds take turns; medians. A core does everything its machine does: training, augmenting, adding up and sending.
/// The figure is that of resnet18 at 224 pixels; resnet9 at 64 pixels, with a seventh of its gradients beside a twentieth of its time, is a note.
/// </summary>
internal sealed class DataParallelMeasure : IMeasure
{
    private const int PhotosOfClass = 2;
    private const int BatchSize = 16;
    private const int Rounds = 3;
    private const double BytesOfMib = 1 << 20;

    /// <inheritdoc/>
    public string Name => "data-parallel-efficiency";

    /// <inheritdoc/>
    public string Description => "steps a second on two silos of one core over twice those on one, the same batches, resnet18 at 224 pixels";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        using var photos = new SomePhotos(SharedFolder.Require("birds-60", "train"), PhotosOfClass);
        int steps = EpochOrder.StepsPerEpoch(Directory.GetFiles(photos.Path, "*.jpg", SearchOption.AllDirectories).Length, BatchSize);
        await using var one = await TrainingGrid.StartAsync(machines: 1, photos.Path, cancellationToken);
        await using var two = await TrainingGrid.StartAsync(machines: 2, photos.Path, cancellationToken);
        await EfficiencyAsync("resnet9", size: 64, epochs: 6);
        return await EfficiencyAsync("resnet18", size: 224, epochs: 1);

        async Task<double> EfficiencyAsync(string backbone, int size, int epochs)
        {
            string[] options = ["--backbone", backbone, "--from", "scratch", "--image-size", $"{size}", "--model", backbone, "--epochs", $"{epochs}", "--batch-size", $"{BatchSize}", "--seed", "1"];

            // The first sessions compile code, load weights and decode photos.
            await one.TrainAsync(options, cancellationToken);
            await two.TrainAsync(options, cancellationToken);
            var rounds = new List<(double Alone, double Shared, double Exchange, double ReceivedMib)>();
            for (int round = 0; round < Rounds; round++)
            {
                var alone = await one.TrainAsync(options, cancellationToken);
                var shared = await two.TrainAsync(options, cancellationToken);
                double[] perStep = [alone.Sum(e => e.Seconds), shared.Sum(e => e.Seconds), shared.Sum(e => e.ExchangeSeconds), shared.Sum(e => e.ExchangedBytes) / BytesOfMib];
                rounds.Add((perStep[0] / (steps * epochs), perStep[1] / (steps * epochs), perStep[2] / (steps * epochs), perStep[3] / (steps * epochs)));
            }

            double efficiency = Timing.Median(rounds.Select(r => r.Alone / r.Shared / 2));
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{backbone} at {size} pixels, batches of {BatchSize}: {1 / Timing.Median(rounds.Select(r => r.Alone)):0.000} steps/s on one core, {1 / Timing.Median(rounds.Select(r => r.Shared)):0.000} on two, efficiency {efficiency:0.000} ({string.Join(", ", rounds.Select(r => (r.Alone / r.Shared / 2).ToString("0.000", CultureInfo.InvariantCulture)))})"));
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  a step of {Timing.Median(rounds.Select(r => r.Shared)):0.000} s: {Timing.Median(rounds.Select(r => r.Exchange)):0.000} s exchanging (waiting for the slower device included), {Timing.Median(rounds.Select(r => r.Shared - r.Exchange)):0.000} s computing; half of the step on one core would be {Timing.Median(rounds.Select(r => r.Alone / 2)):0.000} s; {rounds[0].ReceivedMib:0.00} MiB received by each device"));
            return efficiency;
        }
    }
}
