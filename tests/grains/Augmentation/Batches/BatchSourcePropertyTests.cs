using BirdGrid.Grains.Augmentation;
using CsCheck;

namespace BirdGrid.Grains.Tests.Augmentation.Batches;

public sealed class BatchSourcePropertyTests
{
    private const int Batches = 40;

    [Fact]
    public Task Whatever_silos_do_the_same_batches_come_in_order_each_once() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int, Gen.Double[0, 0.3], Gen.Double[0, 0.05]).SampleAsync(
            async (siloCount, cores, seed, failing, leaving) => await RunAsync(siloCount, cores, seed, failing, leaving), iter: 60, threads: 1);

    private static async Task<bool> RunAsync(int siloCount, int cores, int seed, double failing, double leaving)
    {
        var random = new Random(seed);
        var reading = new SimulatedReading();
        var silos = Enumerable.Range(0, siloCount).Select(number => FakeAugmenters.Silo(number, cores)).ToArray();
        var fake = new FakeAugmenters(reading.Clock)
        {
            Latency = (_, _) => random.NextDouble() switch
            {
                var p when p < failing => throw (random.Next(2) == 0 ? new SiloUnavailableException() : new TimeoutException()),
                var p when p > 0.98 => TimeSpan.FromSeconds(3),
                _ => TimeSpan.FromMilliseconds(random.Next(0, 80)),
            },
        };
        fake.Join(silos);
        var requests = SimulatedReading.Requests(Batches);
        await reading.RunAsync(new BatchSource(fake, new AugmentationOptions { HedgeShare = 0.2 }), requests, _ =>
        {
            var silo = silos[random.Next(siloCount)];
            if (random.NextDouble() < leaving)
            {
                fake.Drain(silo);
            }
            else if (random.NextDouble() < 0.05 && !fake.Active.Contains(silo))
            {
                fake.Join(silo);
            }
        });
        Assert.Equal(requests.Select(FakeAugmenters.PixelsOf), reading.Batches);
        Assert.Equal(0, fake.Running);
        Assert.All(fake.MostOutstanding.Values, most => Assert.InRange(most, 1, Math.Max(2, cores)));
        return true;
    }
}
