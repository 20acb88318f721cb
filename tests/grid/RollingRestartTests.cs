using BirdGrid.Grid.Tests.Chaos;

namespace BirdGrid.Grid.Tests;

/// <summary>Silos that are restarted one after another; bench/measure.sh rolling-restart-failures does it under more load.</summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Classification_clients_see_no_failure_when_every_silo_is_restarted()
    {
        var report = await RollingRestart.RunAsync(silos: 2, clients: 2, shareOfCapacity: 0.3, quiet: TimeSpan.FromSeconds(2), drainSeconds: 2);

        output.WriteLine($"{report}");
        Assert.Empty(report.During.Failures);
        Assert.Empty(report.After.Failures);
        Assert.True(report.During.Requests > 0);
    }
}
