using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class BetaDrawTests
{
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    public void Moments_are_those_of_the_distribution(double alpha)
    {
        const int Count = 40_000;
        var random = new SplitMix64(1);
        double[] draws = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            draws[i] = BetaDraw.Symmetric(alpha, ref random);
        }

        double mean = draws.Average();
        double variance = draws.Average(draw => (draw - mean) * (draw - mean));
        Assert.All(draws, draw => Assert.InRange(draw, 0, 1));
        Assert.Equal(0.5, mean, 0.01);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), variance, 0.004);
    }
}
