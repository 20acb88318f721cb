using BirdGrid.Client.Load;
using CsCheck;

namespace BirdGrid.Client.Tests.Load;

public sealed class LatencyHistogramTests
{
    private static readonly Gen<double[]> Latencies = Gen.Double[1e-6, 1e6].Array[1, 400];

    [Fact]
    public void A_percentile_is_the_sorted_value_of_its_rank_or_less_than_a_bucket_above() => Gen.Select(Latencies, Gen.Double[0.01, 100]).Sample((values, percent) =>
    {
        var histogram = Of(values);
        double[] sorted = [.. values.Order()];
        double exact = sorted[Math.Max(1, (int)Math.Ceiling(percent / 100 * sorted.Length)) - 1];
        double told = histogram.PercentileMs(percent);
        // A nanosecond is the unit of a value.
        Assert.InRange(told, exact - 1e-6, (exact * (1 + LatencyHistogram.RelativeError)) + 1e-6);
    });

    [Fact]
    public void Mean_and_largest_are_exact() => Latencies.Sample(values =>
    {
        var histogram = Of(values);
        Assert.Equal(values.Length, histogram.Count);
        Assert.Equal(values.Max(), histogram.MaxMs, 1e-6);
        Assert.Equal(values.Average(), histogram.MeanMs, 1e-5);
        Assert.Equal(histogram.MaxMs, histogram.PercentileMs(100));
    });

    [Fact]
    public void The_sum_of_two_is_the_histogram_of_all_values() => Gen.Select(Latencies, Latencies).Sample((left, right) =>
    {
        var sum = Of(left);
        sum.Add(Of(right));
        var all = Of([.. left, .. right]);
        Assert.Equal(all.Count, sum.Count);
        Assert.Equal(all.MeanMs, sum.MeanMs);
        Assert.All(new[] { 1.0, 50, 90, 95, 99, 99.9, 100 }, p => Assert.Equal(all.PercentileMs(p), sum.PercentileMs(p)));
    });

    [Fact]
    public void Values_outside_the_range_are_held_at_its_ends()
    {
        var histogram = Of([-3, double.PositiveInfinity, double.NaN]);
        Assert.Equal(2, histogram.Count);
        Assert.Equal(0, histogram.PercentileMs(50));
        Assert.InRange(TimeSpan.FromMilliseconds(histogram.MaxMs).TotalMinutes, 73, 74);
    }

    [Fact]
    public void Nothing_recorded_is_no_number()
    {
        var histogram = new LatencyHistogram();
        Assert.True(double.IsNaN(histogram.PercentileMs(95)));
        Assert.True(double.IsNaN(histogram.MeanMs));
        Assert.True(double.IsNaN(histogram.MaxMs));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100.1)]
    public void A_percentage_outside_its_range_is_refused(double percent) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatencyHistogram().PercentileMs(percent));

    private static LatencyHistogram Of(IEnumerable<double> milliseconds)
    {
        var histogram = new LatencyHistogram();
        foreach (double value in milliseconds)
        {
            histogram.Record(value);
        }

        return histogram;
    }
}
