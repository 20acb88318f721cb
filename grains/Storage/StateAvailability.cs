using System.Diagnostics.CodeAnalysis;

namespace BirdGrid.Grains.Storage;

/// <summary>
/// Whether this silo can read and write the grid's stored state, as whoever watches the store says. While it is away, what is in memory goes on, and what
/// needs the store is refused soon instead of being tried for as long as a lost silo's work.
/// </summary>
/// <param name="clock">Time.</param>
public sealed class StateAvailability(TimeProvider clock)
{
    /// <summary>
    /// A call that failed while the state is away is made again for so long after its beginning, and not at all once the state has been away for as long:
    /// a short restart is bridged. With the store's own time-out (3.5 s with Redis) no
    /// caller waits much longer than 5 seconds for a refusal.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    private volatile string? problem;
    private long awaySince;

    /// <summary>Whether it is away.</summary>
    public bool IsAway => problem is not null;

    /// <summary>What is away and why, one sentence that anybody may read; null where nothing is.</summary>
    public string? Problem => problem;

    /// <summary>The state cannot be reached, or not be written.</summary>
    /// <param name="sentence">What is away and why.</param>
    /// <returns>False where that was known.</returns>
    public bool Lost(string sentence)
    {
        if (problem is null)
        {
            Volatile.Write(ref awaySince, clock.GetTimestamp());
        }

        return Interlocked.Exchange(ref problem, sentence) != sentence;
    }

    /// <summary>The state can be reached and written.</summary>
    /// <returns>False where that was known.</returns>
    public bool Returned() => Interlocked.Exchange(ref problem, null) is not null;

    /// <summary>For how long after its beginning a lost call is made again.</summary>
    /// <param name="loss">How it was lost.</param>
    /// <param name="otherwise">Patience with a lost silo.</param>
    public TimeSpan PatienceWith(Exception loss, TimeSpan otherwise)
    {
        if (IsAway)
        {
            return clock.GetElapsedTime(Volatile.Read(ref awaySince)) < Patience ? Patience : TimeSpan.Zero;
        }

        return LostCall.IsOfState(loss) ? Patience : otherwise;
    }

    /// <summary>What a caller is told whose call was lost while the state is away.</summary>
    /// <param name="refusal">What it is told; null while nothing is away.</param>
    public bool TryExplain([NotNullWhen(true)] out StateUnavailableException? refusal)
    {
        refusal = problem is { } sentence
            ? new StateUnavailableException($"{sentence} Nothing was changed, or the change is complete. Try again when it is back, with the same idempotency key.")
            : null;
        return refusal is not null;
    }
}
