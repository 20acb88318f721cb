using BirdGrid.Grains.Inference.Replicas;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Inference.Replicas;

public sealed class ComparisonPaceTests
{
    private readonly FakeTimeProvider clock = new();

    [Theory]
    [InlineData(false, 60, 0.11)]
    [InlineData(true, 60, 0.26)]
    [InlineData(false, 600, 0.05)]
    [InlineData(true, 600, 0.11)]
    public void Comparing_takes_no_more_of_a_replicas_time_than_is_said(bool fails, int seconds, double share)
    {
        var pace = new ComparisonPace(clock);
        long started = clock.GetTimestamp();
        var compared = TimeSpan.Zero;
        while (clock.GetElapsedTime(started) < TimeSpan.FromSeconds(seconds))
        {
            if (pace.Begin(fails) > 0)
            {
                var took = TimeSpan.FromMilliseconds(60);
                clock.Advance(took);
                compared += took;
                pace.End(fails);
            }

            clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(compared / TimeSpan.FromSeconds(seconds), share / 4, share);
    }

    [Fact]
    public void One_comparison_runs_at_a_time_and_rare_ones_take_more_turns()
    {
        var pace = new ComparisonPace(clock);
        Assert.Equal(12, pace.Begin(false));
        Assert.Equal(0, pace.Begin(false));
        pace.End(false);
        clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Equal(0, pace.Begin(false));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, pace.Begin(false));
        pace.End(false);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(12, pace.Begin(false));
    }
}
