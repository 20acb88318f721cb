using BirdGrid.Grains.Inference.Batching;

namespace BirdGrid.Grains.Tests.Inference.Batching;

public sealed class BatchRulesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(16, 16)]
    [InlineData(40, 16)]
    public void Without_delay_and_preference_whatever_waits_goes(int waiting, int expected) =>
        Assert.Equal(expected, new BatchRules(16, [], TimeSpan.Zero).SizeOf(waiting, TimeSpan.Zero));

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(7, 4)]
    [InlineData(8, 8)]
    [InlineData(30, 8)]
    public void Preferred_sizes_are_made_where_they_can_be_filled(int waiting, int expected) =>
        Assert.Equal(expected, new BatchRules(16, [4, 8], TimeSpan.Zero).SizeOf(waiting, TimeSpan.Zero));

    [Fact]
    public void With_a_delay_the_oldest_waits_for_a_whole_batch_and_no_longer()
    {
        var rules = new BatchRules(16, [4, 8], TimeSpan.FromMilliseconds(5));
        Assert.Equal(0, rules.SizeOf(5, TimeSpan.FromMilliseconds(4)));
        Assert.Equal(8, rules.SizeOf(8, TimeSpan.Zero));
        Assert.Equal(4, rules.SizeOf(5, TimeSpan.FromMilliseconds(5)));
        Assert.Equal(3, rules.SizeOf(3, TimeSpan.FromMilliseconds(5)));
    }
}
