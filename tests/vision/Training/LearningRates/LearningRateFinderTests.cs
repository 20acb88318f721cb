using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

[Collection(TorchGenerator.Name)]
public sealed class LearningRateFinderTests
{
    private static readonly LearningRateRange Range = new() { Lowest = 1e-5, Highest = 10, Steps = 61 };

    [Fact]
    public void Rates_rise_by_a_constant_factor()
    {
        Assert.Equal(1e-5, Range.RateAt(0), 1e-15);
        Assert.Equal(10, Range.RateAt(60), 1e-9);
        Assert.Equal(Range.RateAt(1) / Range.RateAt(0), Range.RateAt(40) / Range.RateAt(39), 1e-9);
    }

    [Fact]
    public void The_steepest_descent_and_a_tenth_of_the_minimum_are_found()
    {
        // A loss that falls around 1e-2, is smallest near 0.3 and then explodes.
        var finder = Search(rate => 1 + (1 / (1 + Math.Pow(rate / 1e-2, 2))) + Math.Pow(rate, 4));
        Assert.True(finder.HasDiverged);
        Assert.True(finder.Points.Count < Range.Steps);
        Assert.InRange(finder.SteepestRate!.Value, 5e-3, 5e-2);
        Assert.InRange(finder.TenthOfMinimumRate!.Value, 0.02, 0.1);
    }

    [Fact]
    public void A_loss_that_never_falls_suggests_nothing()
    {
        var finder = Search(rate => 1 + rate);
        Assert.Null(finder.SteepestRate);
        Assert.Null(finder.TenthOfMinimumRate);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_search()
    {
        var finder = Search(rate => rate < 0.1 ? 1 - rate : double.NaN);
        Assert.True(finder.IsFinished && finder.HasDiverged);
        Assert.All(finder.Points, point => Assert.True(point.Rate < 0.1));
        Assert.Throws<InvalidOperationException>(() => finder.Add(1));
    }

    [Fact]
    public void A_smooth_descent_uses_every_step()
    {
        var finder = Search(rate => 2 - Math.Log10(1 + rate));
        Assert.Equal(Range.Steps, finder.Points.Count);
        Assert.False(finder.HasDiverged);
    }

    [Fact]
    public void A_network_is_searched_with_the_ranges_rates()
    {
        var options = TrainingOptions.ForScratch() with { BatchSize = 20, Unfreezing = new UnfreezingOptions(), EmaDecay = 0.9, Momentum = 0.9 };
        var (images, labels) = ColouredSquares.Draw(20, seed: 1);
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount, dropout: 0);
        using var learner = LearningRateFinder.CreateLearner(backbone, options, Range);
        var finder = new LearningRateFinder(Range);
        while (!finder.IsFinished)
        {
            Assert.Equal(Range.RateAt(finder.Points.Count), learner.LearningRate, 1e-12);
            finder.Add(Loss());
        }

        Assert.InRange(finder.SteepestRate!.Value, 1e-4, 1);
        Assert.True(finder.Points.Min(point => point.SmoothedLoss) < 0.9 * finder.Points[0].Loss);

        double Loss()
        {
            try
            {
                return learner.TrainImages(images, TinyBackbone.ImageSize, labels).MeanLoss;
            }
            catch (TrainingDivergedException)
            {
                return double.NaN;
            }
        }
    }

    [Fact]
    public void A_range_that_is_none_is_refused()
    {
        Assert.Throws<InvalidTrainingOptionException>(new LearningRateRange { Lowest = 0 }.Validate);
        Assert.Throws<InvalidTrainingOptionException>(new LearningRateRange { Lowest = 1, Highest = 0.5 }.Validate);
        Assert.Throws<InvalidTrainingOptionException>(new LearningRateRange { Steps = 5 }.Validate);
    }

    private static LearningRateFinder Search(Func<double, double> lossAt)
    {
        var finder = new LearningRateFinder(Range);
        for (int step = 0; !finder.IsFinished; step++)
        {
            finder.Add(lossAt(Range.RateAt(step)));
        }

        return finder;
    }
}
