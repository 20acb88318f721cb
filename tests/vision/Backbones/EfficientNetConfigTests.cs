using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Tests.Backbones;

public sealed class EfficientNetConfigTests
{
    [Theory]
    [InlineData(3, 8)]
    [InlineData(32, 32)]
    [InlineData(32 * 1.1, 32)]
    [InlineData(36, 40)]
    [InlineData(320 * 1.2, 384)]
    [InlineData(11, 16)]
    public void RoundChannels_gives_multiples_of_eight_not_far_below(double channels, int expected)
    {
        Assert.Equal(expected, EfficientNetConfig.RoundChannels(channels));
    }
}
