using Orleans.Concurrency;

namespace BirdGrid.Grains.Sweeps;

/// <summary>
/// A sweep; the key is its id. Owns the plan and the leaderboard. Trials are ordinary training sessions that know nothing of their sweep: it starts
/// them, watches them and cancels the losers.
/// </summary>
[Alias("birdgrid.sweep")]
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>Pins the trials' dataset and parent versions, persists the plan and begins. Starting again with the same plan changes nothing.</summary>
    /// <exception cref="ConflictException">The sweep exists with another plan: its idempotency key was used before.</exception>
    /// <exception cref="NotFoundException">The dataset or a parent version does not exist.</exception>
    /// <exception cref="RefusedException">A value of the plan is out of range, or there would be no validation photos.</exception>
    [Alias("start")]
    Task<Sweep> Start(SweepPlan plan);

    /// <summary>The sweep as it is.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    [Alias("get"), AlwaysInterleave]
    Task<Sweep> Get();

    /// <summary>Waits until the revision is above the given one, at most <paramref name="patience"/>, and returns the sweep as it then is.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    [Alias("wait"), AlwaysInterleave]
    Task<Sweep> WaitForChange(long afterRevision, TimeSpan patience, CancellationToken cancellationToken = default);

    /// <summary>Ends the sweep and its trials; what has ended stays as it is.</summary>
    /// <exception cref="NotFoundException">It does not exist.</exception>
    [Alias("cancel")]
    Task<Sweep> Cancel(string reason);

    /// <summary>Goes on with the sweep if it has not ended.</summary>
    [Alias("ensure-running")]
    Task EnsureRunning();
}
