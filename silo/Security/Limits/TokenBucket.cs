namespace BirdGrid.Silo.Security.Limits;

/// <summary>
/// A rate with a burst (generic cell rate algorithm, ITU-T I.371): one number, the time at which everything taken so far is paid for. Without locks
/// and timers, and it knows to the millisecond when there is room again.
/// </summary>
internal sealed class TokenBucket
{
    private readonly TimeProvider clock;
    private readonly double ticksPerToken;
    private readonly double burst;
    private long paidAt;

    /// <summary>Makes a full bucket.</summary>
    /// <param name="perSecond">Tokens that come in every second, above 0.</param>
    /// <param name="burst">Tokens that may be taken at once, above 0.</param>
    /// <param name="clock">Time.</param>
    public TokenBucket(double perSecond, double burst, TimeProvider clock)
    {
        this.clock = clock;
        this.burst = burst;
        ticksPerToken = clock.TimestampFrequency / perSecond;
        paidAt = clock.GetTimestamp();
    }

    /// <summary>
    /// Takes tokens, all or none. More than the burst can be taken when the bucket is full; what it did not hold is owed, and nobody takes more before
    /// that has come in.
    /// </summary>
    /// <param name="tokens">How many.</param>
    /// <param name="retryAfterMs">Milliseconds until they can be taken, where they cannot.</param>
    public bool TryTake(double tokens, out double retryAfterMs)
    {
        while (true)
        {
            long now = clock.GetTimestamp();
            long paid = Volatile.Read(ref paidAt);
            long start = Math.Max(paid, now);
            double late = start - now + ((Math.Min(tokens, burst) - burst) * ticksPerToken);
            if (late > 1)
            {
                retryAfterMs = 1000 * late / clock.TimestampFrequency;
                return false;
            }

            // A cast that saturates: what is owed ends in centuries at the latest.
            if (Interlocked.CompareExchange(ref paidAt, (long)(start + (tokens * ticksPerToken)), paid) == paid)
            {
                retryAfterMs = 0;
                return true;
            }
        }
    }
}
