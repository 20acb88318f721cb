using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;

namespace BirdGrid.Grid.Tests;

/// <summary>Silos of every role, each a process, with a real Redis.</summary>
public sealed class RedisClusterTests
{
    [Fact]
    public async Task Import_training_and_classification_cross_the_silos_of_a_grid()
    {
        await using var grid = await GridCluster.StartAsync("gateway", "cpu", "gpu");
        var gateway = grid.Silos[0];

        await gateway.ImportBirdsAsync(grid.PathOf("birds"));
        var started = await gateway.StartTrainingAsync(GridFixtureExtensions.ScratchSession("grid", epochs: 2));
        var session = await gateway.WaitForEndAsync(started.Id);

        Assert.Equal(2, session.Epochs.Count);
        var status = await new GridService.GridServiceClient(grid.Silos[2].Channel).GetStatusAsync(new GetStatusRequest());
        Assert.Equal(["cpu", "gateway", "gpu"], status.Silos.Where(s => s.Status == "active").Select(s => s.Role).Order());
    }

    [Fact]
    public async Task What_a_grid_knows_survives_the_loss_of_every_process()
    {
        await using var grid = await GridCluster.StartAsync("all");
        var silo = grid.Silos[0];
        var before = await silo.ImportBirdsAsync(grid.PathOf("birds"));

        await silo.KillAsync();
        await grid.Redis.KillAsync();
        await grid.Redis.StartAsync();
        await silo.StartAsync();

        var after = await new DatasetService.DatasetServiceClient(silo.Channel).GetAsync(new GetDatasetRequest { Dataset = "birds" });
        Assert.Equal(before.Manifest.Sha256, after.Versions.Single().Manifest.Sha256);
    }
}
