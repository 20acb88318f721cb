using BirdGrid.Grains.Inference.Engines;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Models;

namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>
/// The version that a replica is compared with, in this silo's memory: the one that serves here, else one loaded for the comparison alone. A version
/// on another machine would be compared together with its machine.
/// </summary>
/// <param name="place">The replica's place.</param>
/// <param name="first">What is asked for first.</param>
/// <param name="readVersion">Reads a version by its key.</param>
/// <param name="loader">Brings it into memory.</param>
/// <param name="options">Batches, number of replicas.</param>
/// <param name="local">What is on this silo.</param>
/// <param name="clock">Time.</param>
internal sealed class ComparisonPartner(
    ReplicaPlace place,
    CompareInput first,
    Func<string, Task<ModelVersion>> readVersion,
    IEngineLoader loader,
    InferenceOptions options,
    SiloShortcuts local,
    TimeProvider clock)
{
    private const string Reason = "A new version is compared with it.";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string versionKey = ModelReference.KeyOf(place.Model, first.Reference);
    private readonly ReplicaComparison comparison = new(local.PairTurn, clock, seed: place.Version);
    private Replica? own;
    private long used = clock.GetTimestamp();

    /// <summary>Whether nothing has been asked for since a while.</summary>
    public bool IsForgotten => clock.GetElapsedTime(used) > Patience;

    /// <summary>Whether it is what is asked for.</summary>
    public bool Fits(CompareInput input) => (input.Reference, input.Revision) == (first.Reference, first.Revision);

    /// <summary>Compares.</summary>
    public Task<PairedRuns?> CompareAsync(Replica replica, CompareInput input)
    {
        used = clock.GetTimestamp();
        return comparison.RunAsync(place.Version, input, () => replica.WorkerAsync(Reason), ReferenceAsync);
    }

    /// <summary>Gives back the memory of what was loaded for the comparison alone.</summary>
    public Task LeaveAsync() => own?.LeaveAsync(Reason) ?? Task.CompletedTask;

    private async Task<ReplicaWorker> ReferenceAsync()
    {
        var serving = local.Replicas.FindReady(versionKey, options.Replicas);
        if (serving is not null && own is not null)
        {
            // It serves here by now: once in memory is enough.
            await own.LeaveAsync(Reason);
            own = null;
        }

        if (serving is null)
        {
            own ??= new Replica(() => readVersion(versionKey), loader, options, place with { Version = first.Reference }, static _ => { }, clock);
        }

        return await (serving ?? own!).WorkerAsync(Reason);
    }
}
