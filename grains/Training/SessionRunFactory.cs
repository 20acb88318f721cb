using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Training.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Training;

/// <summary>Makes the runs and learning-rate searches of a silo's trainers from the silo's services.</summary>
/// <param name="device">The device thread.</param>
/// <param name="lease">Which session trains on it.</param>
/// <param name="blobs">The blob store.</param>
/// <param name="manifests">Dataset manifests.</param>
/// <param name="initialWeights">Weights that sessions start from.</param>
/// <param name="augmentation">Shards and read-ahead.</param>
/// <param name="sharing">Whether sessions share features.</param>
/// <param name="logger">Told where sharing failed.</param>
/// <param name="clock">Time.</param>
public sealed class SessionRunFactory(
    DeviceExecutor device,
    DeviceLease lease,
    IBlobStore blobs,
    ManifestStore manifests,
    InitialWeightsLoader initialWeights,
    IOptions<AugmentationOptions> augmentation,
    IOptions<FeatureSharingOptions> sharing,
    ILogger<SessionRunFactory> logger,
    TimeProvider clock) : ISessionRunFactory
{
    /// <inheritdoc/>
    public ISessionRun Create(IGrainFactory grains, string sessionId, TrainingAssignment assignment)
    {
        var reporter = new SessionReporter(grains.GetGrain<ITrainingSessionGrain>(sessionId), assignment.Fence, clock);
        var batches = new BatchSource(grains, sessionId, augmentation.Value);
        var features = sharing.Value.ShareFeatures ? new SharedFeatures(grains, blobs, sharing.Value, $"{sessionId}/{assignment.Fence}", clock, logger) : null;
        return new SessionRun(sessionId, assignment, reporter, batches, features, device, lease, blobs, manifests, initialWeights, clock);
    }

    /// <summary>Makes a learning-rate search.</summary>
    /// <param name="grains">The searching grain's factory.</param>
    /// <param name="searchId">The search.</param>
    internal LearningRateRun CreateSearch(IGrainFactory grains, string searchId) =>
        new(searchId, new BatchSource(grains, searchId, augmentation.Value), device, lease, manifests, initialWeights, clock);
}
