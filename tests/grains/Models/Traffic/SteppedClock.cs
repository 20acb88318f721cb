using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Models.Traffic;

/// <summary>Two clocks: the monotonic one goes on, the wall clock can be set to anything.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private readonly FakeTimeProvider monotonic = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private TimeSpan step;

    public override long TimestampFrequency => monotonic.TimestampFrequency;

    public void Advance(TimeSpan time) => monotonic.Advance(time);

    /// <summary>Sets the wall clock forward or back.</summary>
    public void Step(TimeSpan by) => step += by;

    public override DateTimeOffset GetUtcNow() => monotonic.GetUtcNow() + step;

    public override long GetTimestamp() => monotonic.GetTimestamp();
}
