using System.Globalization;
using BirdGrid.Bench.Support;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// What the pipeline costs a trainer: images per second of a fine-tuning session of MobileNetV2 (224 pixels, batches of 32, policy `mobius`)
/// in a silo of its own, over those of a bare loop that finds its tensors ready (<see cref="BareTraining"/>). Both sides take turns; the
/// figure is the median of the rounds' ratios, with one torch thread on each side, so that on two cores the photos have a core of their own,
/// as they have beside a GPU. With every core given to torch, decoding and augmenting takes its share of them; that ratio is a note.
/// A session's seconds are those it reports of its epochs: everything from the first photo asked for to the last step's loss.
/// </summary>
internal sealed class TrainStepMeasure : IMeasure
{
    private const int PhotosOfClass = 8;
    private const int BatchSize = 32;
    private const int Batches = 15;
    private const int Epochs = 2;
    private const int WarmUpSessions = 2;
    private const int Rounds = 5;
    private const int RoundsOnEveryCore = 1;

    /// <inheritdoc/>
    public string Name => "train-step-vs-bare";

    /// <inheritdoc/>
    public string Description => "images per second of a fine-tuning session over those of a bare TorchSharp loop, one torch thread each";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        using var photos = new SomePhotos(SharedFolder.Require("birds-60", "train"), PhotosOfClass);
        double ratio = await RatioAsync(photos.Path, threads: 1, Rounds, notes, cancellationToken);
        if (Environment.ProcessorCount > 1)
        {
            await RatioAsync(photos.Path, Environment.ProcessorCount, RoundsOnEveryCore, notes, cancellationToken);
        }

        return ratio;
    }

    private static async Task<double> RatioAsync(string photos, int threads, int rounds, TextWriter notes, CancellationToken cancellationToken)
    {
        using var bare = new BareTraining(Batches, BatchSize, threads);
        await using var silo = await BenchSilo.StartAsync(cancellationToken, "--set", $"BirdGrid:Device:Threads={threads}");
        await silo.RunAsync(["dataset", "import", photos, "--name", "some-birds", "--validation", "0"], cancellationToken);

        // The first sessions compile code, decode the photos that are cached from then on, and fetch the memory that training then keeps.
        for (int session = 0; session < WarmUpSessions; session++)
        {
            await SessionAsync(silo, cancellationToken);
            await bare.EpochSecondsAsync();
        }

        var pairs = new List<(double Session, double Bare)>();
        for (int round = 0; round < rounds; round++)
        {
            double alone = 0;
            for (int epoch = 0; epoch < Epochs; epoch++)
            {
                alone += await bare.EpochSecondsAsync();
            }

            var (seconds, waited) = await SessionAsync(silo, cancellationToken);
            double images = Epochs * Batches * BatchSize;
            pairs.Add((images / seconds, images / alone));
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads} torch thread(s), round {round + 1}: session {images / seconds:0.00} images/s ({waited:0.00} of {seconds:0.00} s waiting for photos), bare {images / alone:0.00} images/s, ratio {alone / seconds:0.000}"));
        }

        double ratio = Timing.Median(pairs.Select(p => p.Session / p.Bare));
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{threads} torch thread(s): session {Timing.Median(pairs.Select(p => p.Session)):0.00} images/s, bare {Timing.Median(pairs.Select(p => p.Bare)):0.00} images/s, ratio {ratio:0.000} (medians of {rounds})"));
        return ratio;
    }

    private static async Task<(double Seconds, double Waited)> SessionAsync(BenchSilo silo, CancellationToken cancellationToken)
    {
        await silo.RunAsync(
            ["train", "--dataset", "some-birds", "--model", "measured", "--backbone", "mobilenet_v2", "--method", "finetune", "--augment", "mobius", "--epochs", $"{Epochs}", "--batch-size", $"{BatchSize}", "--validation", "0", "--seed", "1", "--json"],
            cancellationToken);
        await foreach (var session in silo.SessionsAsync(cancellationToken).Reverse())
        {
            return session.Epochs.Count == Epochs
                ? (session.Epochs.Sum(e => e.Seconds), session.Epochs.Sum(e => e.DataWaitSeconds))
                : throw new InvalidOperationException($"The session has {session.Epochs.Count} epochs, not {Epochs}: {session.Message}");
        }

        throw new InvalidOperationException("The silo knows of no session.");
    }
}
