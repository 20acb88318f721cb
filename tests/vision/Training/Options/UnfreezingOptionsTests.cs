using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class UnfreezingOptionsTests
{
    [Fact]
    public void Groups_join_evenly_from_the_head_downwards()
    {
        var options = new UnfreezingOptions { HeadEpochs = 2, ThawEpochs = 3 };
        Assert.Equal([0, 2, 3, 4, 5], Enumerable.Range(0, 5).Select(distance => options.FirstEpoch(distance, groupCount: 5)));
        Assert.Equal([0, 2, 2, 3, 3, 4, 5], Enumerable.Range(0, 7).Select(distance => options.FirstEpoch(distance, groupCount: 7)));
    }

    [Fact]
    public void Without_thawing_epochs_all_join_at_once()
    {
        var options = new UnfreezingOptions { HeadEpochs = 3, ThawEpochs = 0 };
        Assert.Equal([0, 3, 3, 3], Enumerable.Range(0, 4).Select(distance => options.FirstEpoch(distance, groupCount: 4)));
        Assert.Equal([0, 3], Enumerable.Range(0, 2).Select(distance => options.FirstEpoch(distance, groupCount: 2)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void A_group_that_is_not_there_is_refused(int distance) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new UnfreezingOptions().FirstEpoch(distance, groupCount: 4));
}
