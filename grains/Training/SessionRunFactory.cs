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
/// <param name="batches">Pulls batches from cpu silos.</param>
/// <param name="demand">Told how many cpu silos are missing.</param>
/// <param name="sharing">Whether sessions share features.</param>
/// <param name="logger">Told where sharing failed.</param>
/// <param name="clock">Time.</param>
public sealed class SessionRunFactory(
    DeviceExecutor device,
    DeviceLease lease,
    IBlobStore blobs,
    ManifestStore manifests,
    InitialWeightsLoader initialWeights,
    BatchSourceFactory batches,
    CpuSiloDemand demand,
    IOptions<FeatureSharingOptions> sharing,
    ILogger<SessionRunFactory> logger,
    TimeProvider clock)
{
    /// <summary>Makes a run.</summary>
    /// <param name="grains">The trainer's grain factory.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="assignment">What the session handed over.</param>
    internal SessionRun Create(IGrainFactory grains, string sessionId, TrainingAssignment assignment)
    {
        var reporter = new SessionReporter(grains.GetGrain<ITrainingSessionGrain>(sessionId), assignment.Fence, clock);
        var features = sharing.Value.ShareFeatures ? new SharedFeatures(grains, blobs, sharing.Value, $"{sessionId}/{assignment.Fence}", clock, logger) : null;
        return new SessionRun(sessionId, assignment, reporter, batches.Create(grains), demand, features, device, lease, blobs, manifests, initialWeights, clock);
    }

    /// <summary>Makes a learning-rate search.</summary>
    /// <param name="grains">The searching grain's factory.</param>
    /// <param name="searchId">The search.</param>
    internal LearningRateRun CreateSearch(IGrainFactory grains, string searchId) =>
        new(searchId, batches.Create(grains), device, lease, manifests, initialWeights, clock);
}
