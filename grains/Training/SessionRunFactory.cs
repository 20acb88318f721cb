using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Training.DataParallel;
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
/// <param name="export">Writes finished networks as ONNX models.</param>
/// <param name="sharing">Whether sessions share features.</param>
/// <param name="parallel">Patience between devices.</param>
/// <param name="silo">Which silo this is.</param>
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
    OnnxExport export,
    IOptions<FeatureSharingOptions> sharing,
    IOptions<DataParallelOptions> parallel,
    ILocalSiloDetails silo,
    ILogger<SessionRunFactory> logger,
    TimeProvider clock) : ISessionRunFactory
{
    /// <summary>Time after which a device that is silent is given up for lost.</summary>
    internal TimeSpan Patience => TimeSpan.FromSeconds(parallel.Value.PatienceSeconds);

    /// <inheritdoc/>
    public ISessionRun Create(IGrainFactory grains, string sessionId, TrainingAssignment assignment)
    {
        var reporter = new SessionReporter(grains.GetGrain<ITrainingSessionGrain>(sessionId), assignment.Fence, clock);
        var features = sharing.Value.ShareFeatures ? new SharedFeatures(grains, blobs, sharing.Value, $"{sessionId}/{assignment.Fence}", clock, logger) : null;
        var gathering = assignment.Spec.Devices > 1
            ? new TeamGathering(GradientPeers.Members(grains, sessionId, assignment.Fence, assignment.Spec.Devices), ExchangeOf(grains, sessionId, assignment, rank: 0), sessionId, assignment, silo, Patience, clock)
            : null;
        return new SessionRun(sessionId, assignment, reporter, batches.Create(grains), demand, features, gathering, device, lease, blobs, manifests, initialWeights, export, clock);
    }

    /// <summary>Makes a member's part of a run.</summary>
    /// <param name="grains">The member's grain factory.</param>
    /// <param name="assignment">What the leader handed over.</param>
    internal MemberRun CreateMember(IGrainFactory grains, MemberAssignment assignment)
    {
        var exchange = ExchangeOf(grains, assignment.SessionId, assignment.Training, assignment.Rank);
        return new MemberRun(assignment, exchange, batches.Create(grains), device, lease, blobs, manifests, initialWeights, clock);
    }

    /// <summary>Makes a learning-rate search.</summary>
    /// <param name="grains">The searching grain's factory.</param>
    /// <param name="searchId">The search.</param>
    internal LearningRateRun CreateSearch(IGrainFactory grains, string searchId) =>
        new(searchId, batches.Create(grains), device, lease, manifests, initialWeights, clock);

    private GradientExchange ExchangeOf(IGrainFactory grains, string sessionId, TrainingAssignment assignment, int rank) =>
        new(assignment.Fence, rank, GradientPeers.Of(grains, sessionId, assignment.Fence, assignment.Spec.Devices), Patience, clock);
}
