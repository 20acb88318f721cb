using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Inference.Rollouts;

namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>
/// Runs a replica's network and a reference in turn over the same image, at the same place. While a turn lasts neither answers requests, so that they
/// meet the same machine; which goes first is drawn for each turn, so that no load can favour one. One call at a time.
/// </summary>
/// <param name="turn">Held meanwhile by whoever compares on this silo.</param>
/// <param name="clock">Time.</param>
/// <param name="seed">Of the draws.</param>
internal sealed class ReplicaComparison(SemaphoreSlim turn, TimeProvider clock, int seed)
{
    private const double LongestRatio = 50;

    private static readonly TimeSpan ShortestPatience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(5);

    private readonly Random order = new(seed);
    private readonly ComparisonPace pace = new(clock);
    private TimeSpan patience = LongestPatience;

    /// <summary>Compares, where it is time for it.</summary>
    /// <param name="version">The replica's version.</param>
    /// <param name="input">What is asked for.</param>
    /// <param name="tried">Brings the replica's network into memory.</param>
    /// <param name="reference">Brings the reference into memory.</param>
    /// <returns>What both did; null: nothing.</returns>
    public async Task<PairedRuns?> RunAsync(int version, CompareInput input, Func<Task<ReplicaWorker>> tried, Func<Task<ReplicaWorker>> reference)
    {
        int turns = pace.Begin(input.HasFailed);
        if (turns == 0)
        {
            return null;
        }

        PairedRuns? done = null;
        try
        {
            done = await RunAsync(PairedRuns.None(version, input.Reference), input.Image, turns, tried, reference);
            return done;
        }
        finally
        {
            pace.End(done?.TriedFailures > 0);
        }
    }

    private async Task<PairedRuns?> RunAsync(PairedRuns none, InferInput image, int turns, Func<Task<ReplicaWorker>> tried, Func<Task<ReplicaWorker>> reference)
    {
        var (own, ownFailed) = await LoadAsync(tried);
        var (other, otherFailed) = await LoadAsync(reference);
        if (own is null || other is null)
        {
            // A version that cannot be loaded fails as surely as one that cannot compute.
            return none with { TriedRuns = 1, TriedFailures = ownFailed ? 1 : 0, ReferenceRuns = 1, ReferenceFailures = otherFailed ? 1 : 0 };
        }

        await turn.WaitAsync();
        try
        {
            return await RunAsync(none, own, other, image, turns);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<PairedRuns?> RunAsync(PairedRuns runs, ReplicaWorker tried, ReplicaWorker reference, InferInput image, int turns)
    {
        for (int i = 0; i < turns; i++)
        {
            var pair = new PairedTurn(order.Next(2) == 0, patience);
            if (await pair.RunAsync(tried, reference, () => tried.TimeOne(image), () => reference.TimeOne(image)) is not { } done)
            {
                break;
            }

            runs = runs.Plus(RunsOf(runs, done, isTimed: i > 0 || !done.IsWhole));
            if (!done.IsWhole)
            {
                break;
            }

            patience = PatienceAfter(done.ReferenceMs);
        }

        return runs.TriedRuns == 0 ? null : runs;
    }

    private static PairedRuns RunsOf(PairedRuns pair, PairedTurn.Result done, bool isTimed) => new(
        pair.Tried,
        pair.Reference,
        1,
        done.TriedMs is null ? 1 : 0,
        1,
        done.ReferenceMs is null ? 1 : 0,
        isTimed && done is { TriedMs: { } triedMs, ReferenceMs: { } referenceMs } ? [new PairedTime(triedMs, referenceMs)] : []);

    // No rule asks whether a version is more than so many times slower.
    private TimeSpan PatienceAfter(double? referenceMs) => referenceMs is { } ms
        ? TimeSpan.FromMilliseconds(Math.Clamp(LongestRatio * ms, ShortestPatience.TotalMilliseconds, LongestPatience.TotalMilliseconds))
        : patience;

    private static async Task<(ReplicaWorker? Worker, bool HasFailed)> LoadAsync(Func<Task<ReplicaWorker>> load)
    {
        try
        {
            return (await load(), false);
        }
        catch (Exception failure) when (VersionFault.Is(failure))
        {
            return (null, true);
        }
    }
}
