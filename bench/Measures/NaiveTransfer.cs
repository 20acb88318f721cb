using System.Diagnostics;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Bench.Measures;

/// <summary>Transfer learning without cached features: every epoch renders every photo and runs the frozen backbone over it.</summary>
internal static class NaiveTransfer
{
    private const int WarmUpBatches = 4;

    /// <summary>Seconds of one epoch over a folder's training photos, training alone: no evaluation is counted.</summary>
    public static async Task<double> EpochSecondsAsync(string photos, CancellationToken cancellationToken)
    {
        await using var silo = await InProcessSilo.StartAsync(photos, cancellationToken);
        var pipeline = new EpochPipeline(silo, AugmentationPolicy.Light, await EpochPipeline.ManifestAsync(silo, cancellationToken), TrainingMethod.Transfer);
        await using var network = await NetworkUnderTest.LoadAsync(silo, pipeline.Plan, cancellationToken);
        await RunAsync(pipeline, network, epoch: 1, WarmUpBatches, cancellationToken);
        long started = Stopwatch.GetTimestamp();
        await RunAsync(pipeline, network, epoch: 2, int.MaxValue, cancellationToken);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task RunAsync(EpochPipeline pipeline, NetworkUnderTest network, int epoch, int most, CancellationToken cancellationToken)
    {
        await foreach (var (imagesNhwc, labels) in pipeline.ReadAsync(epoch, most, cancellationToken))
        {
            await network.StepAsync(imagesNhwc, pipeline.Plan.ImageSize, labels, cancellationToken);
        }
    }
}
