using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Grains.Devices;
using BirdGrid.Vision.Augmentation;
using TorchSharp;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// 1,000 fine-tuning steps of MobileNetV2 at a small size (64 pixels, batches of 32, some 67 epochs) through a silo's own pipeline and device
/// thread: how much resident memory the process has gained since step 100, garbage collected and free heap given back before each reading. Tensors alive on the device
/// thread have to be exactly as many at the end as at step 100, or nothing is reported.
/// </summary>
internal sealed class TrainMemoryMeasure : IMeasure
{
    private const int PhotosOfClass = 8;
    private const int ImageSize = 64;
    private const int FirstReading = 100;
    private const int LastReading = 1000;
    private const int ReadingInterval = 100;

    /// <inheritdoc/>
    public string Name => "train-memory-growth";

    /// <inheritdoc/>
    public string Description => "resident memory in MiB that a training process gains between step 100 and step 1,000";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        using var photos = new SomePhotos(SharedFolder.Require("birds-60", "train"), PhotosOfClass);
        await using var silo = await InProcessSilo.StartAsync(photos.Path, cancellationToken);
        var pipeline = new EpochPipeline(silo, AugmentationPolicy.BirdsMobius, await EpochPipeline.ManifestAsync(silo, cancellationToken), imageSize: ImageSize);
        await using var network = await NetworkUnderTest.LoadAsync(silo, pipeline.Plan, cancellationToken);
        var device = silo.Get<DeviceExecutor>();
        var readings = new List<(double MiB, long Tensors)>();
        int step = 0;
        for (int epoch = 1; step < LastReading; epoch++)
        {
            await foreach (var (imagesNhwc, labels) in pipeline.ReadAsync(epoch, LastReading - step, cancellationToken))
            {
                await network.StepAsync(imagesNhwc, pipeline.Plan.ImageSize, labels, cancellationToken);
                step++;
                if (step >= FirstReading && step % ReadingInterval == 0)
                {
                    var reading = (MiB: ResidentMiB(), Tensors: await LiveTensorsAsync(device, cancellationToken));
                    readings.Add(reading);
                    notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step}: {reading.MiB:0.0} MiB resident, {reading.Tensors} tensors alive"));
                }
            }
        }

        return readings.All(r => r.Tensors == readings[0].Tensors)
            ? readings[^1].MiB - readings[0].MiB
            : throw new InvalidOperationException($"Tensors alive on the device thread went from {readings[0].Tensors} to {readings[^1].Tensors}.");
    }

    private static Task<long> LiveTensorsAsync(DeviceExecutor device, CancellationToken cancellationToken) =>
        device.RunAsync("count", DevicePriority.Training, () => DisposeScopeManager.Statistics.ThreadTotalLiveCount, cancellationToken);

    private static double ResidentMiB()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet / (1024.0 * 1024);
    }
}
