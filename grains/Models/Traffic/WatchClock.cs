namespace BirdGrid.Grains.Models.Traffic;

/// <summary>
/// How long a promotion is watched, by the monotonic clock: steps of the wall clock neither end a watch nor extend it. The wall clock only tells how
/// much of it passed before the model's grain came up, and no more than the watch's length is believed.
/// </summary>
internal sealed class WatchClock
{
    private readonly TimeProvider clock;
    private readonly long started;
    private readonly TimeSpan remaining;

    /// <summary>Starts it.</summary>
    /// <param name="promoted">When the promotion was made, by the wall clock, UTC.</param>
    /// <param name="length">Length of the watch.</param>
    /// <param name="clock">Time.</param>
    public WatchClock(DateTimeOffset promoted, TimeSpan length, TimeProvider clock)
    {
        this.clock = clock;
        started = clock.GetTimestamp();
        var passed = clock.GetUtcNow() - promoted;
        remaining = length - (passed > TimeSpan.Zero ? passed : TimeSpan.Zero);
    }

    /// <summary>Whether the watch is over.</summary>
    public bool HasEnded => clock.GetElapsedTime(started) >= remaining;
}
