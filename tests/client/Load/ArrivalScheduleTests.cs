using BirdGrid.Client.Load;

namespace BirdGrid.Client.Tests.Load;

public sealed class ArrivalScheduleTests
{
    [Fact]
    public void Constant_arrivals_do_not_drift()
    {
        double[] due = Take(new OpenLoop(30), 30_001);
        Assert.Equal(0, due[0]);
        Assert.Equal(1.0 / 30, due[1]);
        Assert.Equal(1000, due[30_000]);
    }

    [Fact]
    public void A_seed_gives_the_same_arrivals_and_another_seed_others()
    {
        var shape = new OpenLoop(200) { Arrivals = ArrivalProcess.Poisson, Seed = 7 };
        Assert.Equal(Take(shape, 1000), Take(shape, 1000));
        Assert.NotEqual(Take(shape, 1000), Take(shape with { Seed = 8 }, 1000));
    }

    [Fact]
    public void Poisson_gaps_have_the_rate_as_mean_and_the_exponential_spread()
    {
        const double Rate = 200;
        double[] due = Take(new OpenLoop(Rate) { Arrivals = ArrivalProcess.Poisson, Seed = 1 }, 100_001);
        double[] gaps = [.. due.Skip(1).Zip(due, (later, earlier) => later - earlier)];
        double mean = gaps.Average();
        double deviation = Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean)));
        Assert.Equal(1 / Rate, mean, 0.02 / Rate);
        Assert.Equal(1 / Rate, deviation, 0.02 / Rate);
        // Of an exponential distribution 1 - 1/e lie below the mean.
        Assert.Equal(1 - Math.Exp(-1), gaps.Count(g => g < 1 / Rate) / (double)gaps.Length, 0.01);
    }

    private static double[] Take(OpenLoop shape, int count)
    {
        var schedule = new ArrivalSchedule(shape);
        return [.. Enumerable.Range(0, count).Select(_ => schedule.Next())];
    }
}
