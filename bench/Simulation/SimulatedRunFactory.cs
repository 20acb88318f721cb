using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Training;

namespace BirdGrid.Bench.Simulation;

/// <summary>Makes runs on fake devices in place of a silo's own.</summary>
internal sealed class SimulatedRunFactory(
    SimulatedDevices devices,
    IBlobStore blobs,
    ManifestStore manifests,
    BatchSourceFactory batches,
    TimeProvider clock) : ISessionRunFactory
{
    /// <inheritdoc/>
    public ISessionRun Create(IGrainFactory grains, string sessionId, TrainingAssignment assignment)
    {
        var reporter = new SessionReporter(grains.GetGrain<ITrainingSessionGrain>(sessionId), assignment.Fence, clock);
        return new SimulatedRun(sessionId, assignment, reporter, batches.Create(grains), devices, blobs, manifests, clock);
    }
}
