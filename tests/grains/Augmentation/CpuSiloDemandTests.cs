using System.Diagnostics.Metrics;
using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Telemetry;

namespace BirdGrid.Grains.Tests.Augmentation;

public sealed class CpuSiloDemandTests
{
    [Theory]
    [InlineData(1, 100, 0, 0)]
    [InlineData(1, 100, 4, 0)]
    [InlineData(1, 100, 50, 1)]
    [InlineData(2, 100, 75, 6)]
    [InlineData(3, 100, 40, 2)]
    [InlineData(1, 100, 100, 19)]
    [InlineData(0, 100, 100, 0)]
    [InlineData(1, 0, 0, 0)]
    public void Silos_are_wished_for_until_the_device_need_not_wait(int silos, double seconds, double waitedSeconds, int further) =>
        Assert.Equal(further, CpuSiloDemand.Further(silos, seconds, waitedSeconds));

    [Fact]
    public void The_gauge_shows_the_largest_wish_of_the_running_sessions()
    {
        var demand = new CpuSiloDemand();
        using var listener = new MeterListener();
        int most = -1;
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == BirdGridTelemetry.Name && instrument.Name == "birdgrid.augment.silos.wanted")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) =>
        {
            Assert.Empty(tags.ToArray());
            most = Math.Max(most, value);
        });
        listener.Start();

        demand.Tell("small", 2);
        demand.Tell("large", 5);
        Assert.Equal(5, Observed());
        demand.Forget("large");
        Assert.Equal(2, Observed());
        demand.Forget("small");
        Assert.Equal(0, Observed());

        int Observed()
        {
            most = -1;
            listener.RecordObservableInstruments();
            return most;
        }
    }
}
