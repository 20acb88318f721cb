using System.Collections.Concurrent;

namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>
/// Which replica of a version is asked, and how long it is waited for. A silo that is frozen keeps its connections open and its replicas silent until the
/// grid declares it dead; a replica that has answered before and is silent for much longer than its answers took is taken for lost at once. Beside the
/// configured replicas a spare, one number higher, stands in for what was lost; it leaves memory once it is idle.
/// </summary>
/// <param name="replicas">Replicas of each version, at least 1.</param>
/// <param name="clock">Time.</param>
internal sealed class ReplicaChoice(int replicas, TimeProvider clock)
{
    /// <summary>A replica is silent after so long at least.</summary>
    public static readonly TimeSpan ShortestSilence = TimeSpan.FromSeconds(2);

    /// <summary>A replica that was silent is not asked first for so long.</summary>
    public static readonly TimeSpan Avoidance = TimeSpan.FromSeconds(5);

    private const double SilenceFactor = 5;
    private const double Fading = 0.95;

    private readonly ConcurrentDictionary<string, double> slowestMs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> silentUntil = new(StringComparer.Ordinal);

    /// <summary>Whether a number is the spare's.</summary>
    public bool IsSpare(long number) => number == replicas;

    /// <summary>The number of the replica to ask.</summary>
    /// <param name="versionKey"><c>model@3</c>.</param>
    /// <param name="first">Deals requests out to the replicas.</param>
    /// <param name="losses">Replicas that were asked for this request, and lost.</param>
    public long Choose(string versionKey, uint first, int losses)
    {
        if (losses == 0)
        {
            for (uint i = 0; i < replicas; i++)
            {
                long number = (first + i) % (uint)replicas;
                if (!IsSilent(ReplicaPlace.KeyOf(versionKey, number)))
                {
                    return number;
                }
            }

            return replicas;
        }

        return (first % (uint)replicas + losses) % (replicas + 1);
    }

    /// <summary>How long a replica is waited for; null: as long as it takes, because it may be loading.</summary>
    /// <param name="key">The replica's key.</param>
    public TimeSpan? PatienceWith(string key) => slowestMs.TryGetValue(key, out double ms)
        ? TimeSpan.FromMilliseconds(Math.Max(ShortestSilence.TotalMilliseconds, SilenceFactor * ms))
        : null;

    /// <summary>A replica has answered.</summary>
    /// <param name="key">The replica's key.</param>
    /// <param name="elapsed">From the request to the answer.</param>
    public void Answered(string key, TimeSpan elapsed)
    {
        slowestMs.AddOrUpdate(key, static (_, ms) => ms, static (_, before, ms) => Math.Max(ms, before * Fading), elapsed.TotalMilliseconds);
        if (!silentUntil.IsEmpty)
        {
            silentUntil.TryRemove(key, out _);
        }
    }

    /// <summary>A replica was silent, or its silo was lost.</summary>
    /// <param name="key">The replica's key.</param>
    public void Lost(string key) => silentUntil[key] = clock.GetTimestamp() + (long)(Avoidance.TotalSeconds * clock.TimestampFrequency);

    private bool IsSilent(string key) => !silentUntil.IsEmpty && silentUntil.TryGetValue(key, out long until) && until > clock.GetTimestamp();
}
