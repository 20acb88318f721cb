using BirdGrid.Grains.Models.Traffic;

namespace BirdGrid.Grains.Tests.Models.Traffic;

public sealed class WatchClockTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private readonly SteppedClock clock = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(400)]
    [InlineData(-400)]
    public void A_step_of_the_wall_clock_neither_ends_nor_extends_a_watch(int days)
    {
        var watch = new WatchClock(clock.GetUtcNow(), Length, clock);
        clock.Advance(TimeSpan.FromMinutes(5));
        clock.Step(TimeSpan.FromDays(days));
        Assert.False(watch.HasEnded);
        clock.Advance(TimeSpan.FromMinutes(4.9));
        Assert.False(watch.HasEnded);
        clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.True(watch.HasEnded);
    }

    [Fact]
    public void After_a_restart_what_the_dates_say_has_passed_counts()
    {
        var watch = new WatchClock(clock.GetUtcNow() - TimeSpan.FromMinutes(7), Length, clock);
        clock.Advance(TimeSpan.FromMinutes(2.9));
        Assert.False(watch.HasEnded);
        clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.True(watch.HasEnded);
        Assert.True(new WatchClock(clock.GetUtcNow() - Length, Length, clock).HasEnded);
    }

    [Fact]
    public void After_a_restart_a_promotion_of_the_future_is_watched_for_the_whole_length_and_no_longer()
    {
        var watch = new WatchClock(clock.GetUtcNow() + TimeSpan.FromDays(1), Length, clock);
        clock.Advance(Length - TimeSpan.FromSeconds(1));
        Assert.False(watch.HasEnded);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(watch.HasEnded);
    }
}
