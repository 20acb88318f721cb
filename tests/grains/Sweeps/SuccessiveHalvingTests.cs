using BirdGrid.Grains.Sweeps;
using CsCheck;

namespace BirdGrid.Grains.Tests.Sweeps;

public sealed class SuccessiveHalvingTests
{
    private static readonly Gen<double[]> Values = Gen.Int[0, 20].Select(v => v / 20.0).Array[1, 40];
    private static readonly Gen<SweepMetric> Metric = Gen.Enum<SweepMetric>();

    [Fact]
    public void Rungs_are_the_first_one_times_powers_of_eta_below_the_epochs() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[2, 16], Gen.Int[1, 500]).Sample((min, eta, epochs) =>
        {
            var rungs = SuccessiveHalving.Rungs(min, eta, epochs);
            Assert.All(rungs, rung => Assert.InRange(rung, min, epochs - 1));
            Assert.Equal(min < epochs, rungs.Count > 0);
            Assert.All(rungs.Zip(rungs.Skip(1)), pair => Assert.Equal(pair.First * eta, pair.Second));
            Assert.True(rungs.Count == 0 || (long)rungs[^1] * eta >= epochs);
        });

    [Fact]
    public void The_best_so_far_always_stays() => Gen.Select(Values, Metric).Sample((values, metric) =>
    {
        double best = values[metric.IndexOfBest(values)];
        Assert.True(SuccessiveHalving.Stays(metric, best, values, reductionFactor: 2));
        Assert.True(SuccessiveHalving.Stays(metric, best, values, reductionFactor: 16));
    });

    [Fact]
    public void Those_who_stay_are_the_best_part_rounded_up_and_their_equals() => Gen.Select(Values, Metric, Gen.Int[2, 6]).Sample((values, metric, eta) =>
    {
        int kept = (int)Math.Ceiling(values.Length / (double)eta);
        double[] bestFirst = [.. metric == SweepMetric.ValidationLoss ? values.Order() : values.OrderDescending()];
        double worstKept = bestFirst[kept - 1];
        Assert.All(values, value => Assert.Equal(!metric.IsBetter(worstKept, value), SuccessiveHalving.Stays(metric, value, values, eta)));
    });

    [Fact]
    public void A_trial_shows_the_best_of_its_epochs_up_to_the_rung()
    {
        double[] values = [0.2, 0.5, 0.4, 0.9];
        Assert.Equal(0.5, SuccessiveHalving.ValueAt(SweepMetric.ValidationAccuracy, values, rung: 3));
        Assert.Equal(0.2, SuccessiveHalving.ValueAt(SweepMetric.ValidationLoss, values, rung: 3));
        Assert.Equal(double.NaN, SuccessiveHalving.ValueAt(SweepMetric.ValidationLoss, [double.NaN], rung: 1));
    }

    [Fact]
    public void What_is_no_number_loses_against_every_number()
    {
        double[] reached = [0.1, double.NaN];
        Assert.False(SuccessiveHalving.Stays(SweepMetric.ValidationAccuracy, double.NaN, reached, 2));
        Assert.True(SuccessiveHalving.Stays(SweepMetric.ValidationAccuracy, 0.1, reached, 2));
    }
}
