using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class ClassWeightsTests
{
    [Fact]
    public void Inverse_frequency_makes_all_classes_count_the_same()
    {
        double[] weights = ClassWeights.Of([10, 40, 50], beta: 1);
        Assert.Equal(weights[0] * 10, weights[1] * 40, 1e-9);
        Assert.Equal(weights[0] * 10, weights[2] * 50, 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    [InlineData(0.999)]
    [InlineData(1)]
    public void The_mean_over_the_photos_is_one(double beta)
    {
        int[] counts = [3, 0, 40, 500];
        double[] weights = ClassWeights.Of(counts, beta);
        Assert.Equal(1, weights.Zip(counts, (weight, count) => weight * count).Sum() / counts.Sum(), 1e-9);
        Assert.Equal(0, weights[1]);
        Assert.True(weights[0] >= weights[2] && weights[2] >= weights[3], "rare classes must not weigh less");
    }

    [Fact]
    public void Beta_blends_from_equal_photos_to_equal_classes()
    {
        Assert.All(ClassWeights.Of([5, 500], beta: 0), weight => Assert.Equal(1, weight, 1e-12));
        double[] weights = ClassWeights.Of([5, 500], beta: 0.99);
        double effective5 = (1 - Math.Pow(0.99, 5)) / 0.01;
        double effective500 = (1 - Math.Pow(0.99, 500)) / 0.01;
        Assert.Equal(effective500 / effective5, weights[0] / weights[1], 1e-9);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ClassWeights.Of([0, 0], 1));
        Assert.Throws<ArgumentException>(() => ClassWeights.Of([3, -1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassWeights.Of([3, 1], double.NaN));
    }
}
