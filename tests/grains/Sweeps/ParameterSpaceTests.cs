using System.Globalization;
using BirdGrid.Grains.Sweeps;
using CsCheck;

namespace BirdGrid.Grains.Tests.Sweeps;

public sealed class ParameterSpaceTests
{
    private static readonly SweepParameter Rate = new("learningRate", [], new SweepRange(1e-4, 1e-1, IsLogarithmic: true));

    [Fact]
    public void A_grid_has_every_combination_once() => Gen.Int[1, 4].Array[1, 4].Sample(sizes =>
    {
        var parameters = sizes.Select((size, p) => Listed($"p{p}", size)).ToList();
        var grid = ParameterSpace.Grid(parameters).Select(settings => string.Join(";", settings)).ToList();
        Assert.Equal(sizes.Aggregate(1, (product, size) => product * size), grid.Count);
        Assert.Equal(grid.Count, grid.Distinct().Count());
        Assert.Equal(grid.Count, ParameterSpace.GridSize(parameters));
    });

    [Fact]
    public void A_grid_that_is_too_large_to_count_is_said_to_be_large() =>
        Assert.Equal(long.MaxValue, ParameterSpace.GridSize([.. Enumerable.Range(0, 16).Select(p => Listed($"p{p}", 100))]));

    [Fact]
    public void A_draw_is_a_function_of_seed_and_number_and_of_nothing_else() => Gen.Select(Gen.ULong, Gen.Int[1, 256]).Sample((seed, trial) =>
    {
        var first = ParameterSpace.Draw([Rate, Listed("optimizer", 2)], seed, trial);
        Assert.Equal(first, ParameterSpace.Draw([Rate, Listed("optimizer", 2)], seed, trial));
        Assert.Equal(first, ParameterSpace.Draw([Rate, Listed("optimizer", 2), Listed("more", 9)], seed, trial).Take(2));
    });

    [Fact]
    public void Draws_differ_between_trials_and_fill_the_orders_of_magnitude_evenly()
    {
        double[] drawn = [.. Enumerable.Range(1, 3000).Select(trial => Number(ParameterSpace.Draw([Rate], 7, trial)[0]))];
        Assert.All(drawn, rate => Assert.InRange(rate, 1e-4, 1e-1));
        Assert.True(drawn.Distinct().Count() > 1000);
        foreach (double from in new[] { 1e-4, 1e-3, 1e-2 })
        {
            Assert.Equal(1 / 3.0, drawn.Count(rate => rate >= from && rate < from * 10) / 3000.0, 0.03);
        }
    }

    [Fact]
    public void Drawn_values_have_three_digits_and_stay_inside_the_range() => Gen.Select(Gen.Double[-50, 50], Gen.Double[0.01, 100], Gen.Double[0, 0.999]).Sample((low, width, share) =>
    {
        var range = new SweepRange(low, low + width, IsLogarithmic: false);
        double value = range.At(share);
        Assert.InRange(value, range.Low, range.High);
        Assert.True(value == low || value == low + width || value == double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    });

    private static double Number(TrialSetting setting) => double.Parse(setting.Label, CultureInfo.InvariantCulture);

    private static SweepParameter Listed(string name, int values) =>
        new(name, [.. Enumerable.Range(0, values).Select(v => new TrialSetting(name, $"{v}"))], null);
}
