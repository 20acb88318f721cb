using BirdGrid.Grains.Training;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Training;

public sealed class ChangeSignalTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(400)]
    public async Task Who_has_seen_another_activation_is_told_at_once_whichever_way_the_clock_went(int days)
    {
        var clock = new FakeTimeProvider();
        var before = new ChangeSignal();
        before.StartFrom(clock.GetUtcNow());
        var after = new ChangeSignal();
        after.StartFrom(clock.GetUtcNow().AddDays(days));

        // Does not wait: nothing advances this clock.
        await after.WaitAsync(before.Revision, TimeSpan.FromSeconds(20), clock, TestContext.Current.CancellationToken);

        var news = after.WaitAsync(after.Revision, TimeSpan.FromSeconds(20), clock, TestContext.Current.CancellationToken);
        Assert.False(news.IsCompleted);
        after.Raise();
        await news;
    }
}
