using BirdGrid.Vision.Backbones;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Backbones;

public sealed class StochasticDepthTests
{
    [Fact]
    public void Training_keeps_or_drops_whole_rows_and_scales_the_kept()
    {
        using var layer = new StochasticDepth(dropProbability: 0.2);
        layer.train();
        using var scope = NewDisposeScope();
        float[][] rows = [.. layer.call(ones(1000, 3, 2, 2)).reshape(1000, 12).data<float>().ToArray().Chunk(12)];
        Assert.All(rows, row => Assert.True(row.All(value => value == 0) || row.All(value => value == 1.25f)));

        // 1000 draws at 0.8: eight standard deviations either way.
        Assert.InRange(rows.Count(row => row[0] != 0), 700, 900);
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0.0, true)]
    public void Evaluation_and_a_probability_of_zero_change_nothing(double probability, bool isTraining)
    {
        using var layer = new StochasticDepth(probability);
        layer.train(isTraining);
        using var scope = NewDisposeScope();
        var branch = randn(20, 3, 2, 2);
        Assert.Equal(branch.data<float>().ToArray(), layer.call(branch).data<float>().ToArray());
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    public void A_probability_outside_its_range_is_refused(double probability)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StochasticDepth(probability));
    }
}
