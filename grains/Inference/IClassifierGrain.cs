using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Inference.Serving;

namespace BirdGrid.Grains.Inference;

/// <summary>A replica of a model version on a device; the key is <c>model@version/replica</c>. Micro-batches across callers.</summary>
[Alias("birdgrid.classifier")]
public interface IClassifierGrain : IGrainWithStringKey
{
    /// <summary>Classifies prepared images; loads the version first where it is not in memory.</summary>
    /// <exception cref="BusyException">The replica's queue is full.</exception>
    /// <exception cref="DeadlineException">The time-out passed in the queue.</exception>
    /// <exception cref="RefusedException">The images do not have the version's input size, or are too many.</exception>
    /// <exception cref="ConflictException">The version cannot be loaded.</exception>
    /// <exception cref="EngineFaultException">The network gave no answer.</exception>
    [Alias("infer")]
    [ResponseTimeout("00:10:00")]
    Task<InferOutput> Infer(InferInput input, CancellationToken cancellationToken = default);

    /// <summary>Runs an image in turn with another version, at this replica's place, a few times.</summary>
    /// <returns>What both did; null: it is too early after the last comparison, or a replica is on its way out.</returns>
    [Alias("compare")]
    [ResponseTimeout("00:10:00")]
    Task<PairedRuns?> Compare(CompareInput input);

    /// <summary>Loads and warms the version, where it is not in memory.</summary>
    /// <param name="reason">Why, for people.</param>
    /// <exception cref="ConflictException">The version cannot be loaded.</exception>
    [Alias("load")]
    [ResponseTimeout("00:10:00")]
    Task<ReplicaServing> Load(string reason);

    /// <summary>Answers what waits and takes the version out of memory.</summary>
    /// <param name="reason">Why, for people.</param>
    [Alias("unload")]
    [ResponseTimeout("00:10:00")]
    Task<ReplicaServing> Unload(string reason);

    /// <summary>As it is now.</summary>
    [Alias("describe")]
    Task<ReplicaServing> Describe();
}
