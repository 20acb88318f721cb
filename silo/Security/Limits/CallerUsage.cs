using BirdGrid.Grains;
using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>What one caller has asked a silo for, against its limits. Thread-safe; allocates nothing.</summary>
internal sealed class CallerUsage
{
    private readonly CallerLimits limits;
    private readonly TokenBucket? requests;
    private readonly TokenBucket? photos;
    private readonly TimeProvider clock;
    private int running;
    private long lastUsed;

    /// <summary>Begins to count.</summary>
    public CallerUsage(CallerLimits limits, TimeProvider clock)
    {
        this.limits = limits;
        this.clock = clock;
        lastUsed = clock.GetTimestamp();
        requests = limits.RequestsPerSecond > 0
            ? new TokenBucket(limits.RequestsPerSecond, limits.RequestBurst > 0 ? limits.RequestBurst : Math.Max(1, limits.RequestsPerSecond), clock)
            : null;
        photos = limits.PhotosPerSecond > 0 ? new TokenBucket(limits.PhotosPerSecond, Math.Max(1, limits.PhotosPerSecond), clock) : null;
        Quota = limits.PhotosPerDay > 0 ? new PhotoQuota(limits.PhotosPerDay, clock) : null;
    }

    /// <summary>The limits that are counted against.</summary>
    public CallerLimits Limits => limits;

    /// <summary>Photos of the day; null where they are not limited.</summary>
    public PhotoQuota? Quota { get; }

    /// <summary>Begins a call; <see cref="End"/> must follow.</summary>
    /// <exception cref="BusyException">There are too many, or they come too fast.</exception>
    public void Begin()
    {
        Volatile.Write(ref lastUsed, clock.GetTimestamp());
        int now = Interlocked.Increment(ref running);
        if (limits.ConcurrentCalls > 0 && now > limits.ConcurrentCalls)
        {
            End();
            throw new BusyException("too-many-calls", $"This key has {limits.ConcurrentCalls} calls running, as many as it may: wait for one to end.");
        }

        if (requests is not null && !requests.TryTake(1, out double retryAfterMs))
        {
            End();
            throw new BusyException("rate-limited", $"This key may make {limits.RequestsPerSecond:0.###} calls per second: wait, and try again.", retryAfterMs);
        }
    }

    /// <summary>Ends a call.</summary>
    public void End() => Interlocked.Decrement(ref running);

    /// <summary>Counts photos.</summary>
    /// <exception cref="BusyException">They come too fast, or today's are used up.</exception>
    public void TakePhotos(int count)
    {
        if (photos is not null && !photos.TryTake(count, out double retryAfterMs))
        {
            throw new BusyException("photo-rate-limited", $"This key may send {limits.PhotosPerSecond:0.###} photos per second: wait, and try again.", retryAfterMs);
        }

        Quota?.Take(count);
    }

    /// <summary>Whether nothing runs, and nothing has for a time.</summary>
    public bool IsIdle(TimeSpan time) => Volatile.Read(ref running) == 0 && clock.GetElapsedTime(Volatile.Read(ref lastUsed)) >= time;
}
