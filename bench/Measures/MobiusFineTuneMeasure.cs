using System.Diagnostics;
using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Bench.Measures;

/// <summary>The same ratio with a real fine-tuning step of MobileNetV2 behind the pipeline, over a part of an epoch of ants-bees.</summary>
internal sealed class MobiusFineTuneMeasure : IMeasure
{
    private const int Rounds = 3;

    /// <inheritdoc/>
    public string Name => "mobius-finetune-epoch-ratio";

    /// <inheritdoc/>
    public string Description => "time of a fine-tuning epoch with Möbius over one without, MobileNetV2 on ants-bees";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        await using var silo = await InProcessSilo.StartAsync(SharedFolder.Require("ants-bees"), cancellationToken);
        var manifest = await EpochPipeline.ManifestAsync(silo, cancellationToken);
        var on = new EpochPipeline(silo, AugmentationPolicy.BirdsMobius, manifest);
        var off = new EpochPipeline(silo, AugmentationPolicy.Birds, manifest);
        await using var network = await NetworkUnderTest.LoadAsync(silo, on.Plan, cancellationToken);
        await SecondsAsync(off, network, 0, cancellationToken);
        var ratios = new List<double>();
        for (int round = 1; round <= Rounds; round++)
        {
            double without = await SecondsAsync(off, network, round, cancellationToken);
            double with = await SecondsAsync(on, network, round, cancellationToken);
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {round}: with Möbius {with:0.00} s, without {without:0.00} s"));
            ratios.Add(with / without);
        }

        return ratios.Order().ElementAt(Rounds / 2);
    }

    private static async Task<double> SecondsAsync(EpochPipeline pipeline, NetworkUnderTest network, int epoch, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        await foreach (var (imagesNhwc, labels) in pipeline.ReadAsync(epoch, int.MaxValue, cancellationToken))
        {
            await network.StepAsync(imagesNhwc, pipeline.Plan.ImageSize, labels, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
