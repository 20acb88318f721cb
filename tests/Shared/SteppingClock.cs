namespace BirdGrid.TestSupport;

/// <summary>
/// A clock whose wall clock can be set apart from the time that passes: as by NTP, by a person, or on a machine that has slept. Time stamps and timers
/// are those of the time that passes.
/// </summary>
/// <param name="time">The time that passes.</param>
internal sealed class SteppingClock(TimeProvider time) : TimeProvider
{
    private long stepTicks;

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    /// <summary>Sets the wall clock ahead, or back. No time passes.</summary>
    public void StepWall(TimeSpan by) => Interlocked.Add(ref stepTicks, by.Ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow().AddTicks(Interlocked.Read(ref stepTicks));

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
