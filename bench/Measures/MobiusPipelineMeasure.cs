using System.Diagnostics;
using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// Epochs of the input pipeline alone (a device that takes no time) over birds-60: the policy `mobius` against `birds`, which is the same
/// without Möbius; runs in turn, the median of the pairs' ratios. Decoded photos are not cached unless the note says so.
/// </summary>
internal sealed class MobiusPipelineMeasure : IMeasure
{
    private const int Rounds = 7;

    /// <inheritdoc/>
    public string Name => "mobius-epoch-ratio";

    /// <inheritdoc/>
    public string Description => "time of an epoch with Möbius over one without, input pipeline alone, on birds-60";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        string photos = SharedFolder.Require("birds-60");
        double decoding = await RatioAsync(photos, AugmentationPolicy.BirdsMobius, "BirdGrid:Augmentation:PhotoCacheMiB=0", notes, cancellationToken);
        var always = AugmentationPolicy.BirdsMobius with { Name = "always", Mobius = AugmentationPolicy.BirdsMobius.Mobius with { Probability = 1 } };
        await RatioAsync(photos, always, "BirdGrid:Augmentation:PhotoCacheMiB=0", notes, cancellationToken);
        await RatioAsync(photos, AugmentationPolicy.BirdsMobius, "BirdGrid:Augmentation:PhotoCacheMiB=2048", notes, cancellationToken);
        await RatioAsync(photos, always, "BirdGrid:Augmentation:PhotoCacheMiB=2048", notes, cancellationToken);
        return decoding;
    }

    private static async Task<double> RatioAsync(string photos, AugmentationPolicy mobius, string setting, TextWriter notes, CancellationToken cancellationToken)
    {
        await using var silo = await InProcessSilo.StartAsync(photos, cancellationToken, setting);
        var manifest = await EpochPipeline.ManifestAsync(silo, cancellationToken);
        var on = new EpochPipeline(silo, mobius, manifest);
        var off = new EpochPipeline(silo, AugmentationPolicy.Birds, manifest);
        await SecondsAsync(on, 0, cancellationToken);
        await SecondsAsync(off, 0, cancellationToken);
        var pairs = new List<(double On, double Off)>();
        for (int round = 1; round <= Rounds; round++)
        {
            // The order changes from round to round, so that neither side always runs on a warmer machine.
            double first = await SecondsAsync(round % 2 == 0 ? on : off, round, cancellationToken);
            double second = await SecondsAsync(round % 2 == 0 ? off : on, round, cancellationToken);
            pairs.Add(round % 2 == 0 ? (first, second) : (second, first));
        }

        double ratio = pairs.Select(p => p.On / p.Off).Order().ElementAt(Rounds / 2);
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{setting}, Möbius on {mobius.Mobius.Probability:0.##} of the photos: with {pairs.Select(p => p.On).Order().ElementAt(Rounds / 2):0.000} s, without {pairs.Select(p => p.Off).Order().ElementAt(Rounds / 2):0.000} s an epoch, ratio {ratio:0.000} (medians of {Rounds})"));
        return ratio;
    }

    private static async Task<double> SecondsAsync(EpochPipeline pipeline, int epoch, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        int photos = 0;
        await foreach (var (_, labels) in pipeline.ReadAsync(epoch, int.MaxValue, cancellationToken))
        {
            photos += labels.Length;
        }

        return photos == pipeline.Plan.Train.Length
            ? Stopwatch.GetElapsedTime(started).TotalSeconds
            : throw new InvalidOperationException($"{photos} of {pipeline.Plan.Train.Length} photos came.");
    }
}
