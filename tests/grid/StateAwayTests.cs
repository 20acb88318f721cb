using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;

namespace BirdGrid.Grid.Tests;

/// <summary>Redis or a silo goes away: what is in memory goes on, what needs the state is refused with a reason, and no silo ends.</summary>
public sealed class StateAwayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_that_loses_Redis_as_soon_as_it_is_ready_says_so_and_goes_on_when_it_returns()
    {
        await using var grid = await GridCluster.StartAsync("all");
        var silo = grid.Silos[0];

        await grid.Redis.KillAsync();

        var health = new Health.HealthClient(silo.Channel);
        await UntilAsync(async () => (await health.CheckAsync(new HealthCheckRequest())).Status == HealthCheckResponse.Types.ServingStatus.NotServing);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new ModelService.ModelServiceClient(silo.Channel).ListAsync(new ListModelsRequest()));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.StartsWith("Redis, which keeps the grid's state, cannot be used: it ", refused.Status.Detail);

        await grid.Redis.StartAsync();
        await UntilAsync(async () => (await health.CheckAsync(new HealthCheckRequest())).Status == HealthCheckResponse.Types.ServingStatus.Serving);
        Assert.Empty((await new ModelService.ModelServiceClient(silo.Channel).ListAsync(new ListModelsRequest())).Models);
        Assert.Equal(0, await silo.StopAsync());
    }

    [Fact]
    public async Task Without_Redis_models_in_memory_classify_and_a_promotion_is_refused_that_would_not_be_kept()
    {
        await using var grid = await GridCluster.StartAsync("all");
        var silo = grid.Silos[0];
        byte[] photo = await TrainAsync(grid, silo);
        var models = new ModelService.ModelServiceClient(silo.Channel);
        await ClassifyAsync(silo, photo);

        await grid.Redis.KillAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await models.PromoteAsync(new PromoteRequest { Model = "birds", Version = 1, Why = "test", IdempotencyKey = "away" }));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        for (int i = 0; i < 10; i++)
        {
            await ClassifyAsync(silo, photo);
        }

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await new Health.HealthClient(silo.Channel).CheckAsync(new HealthCheckRequest())).Status);
    }

    [Fact]
    public async Task A_frozen_silo_costs_callers_of_the_others_time_and_no_answer()
    {
        await using var grid = await GridCluster.StartAsync("all", "all");
        byte[] photo = await TrainAsync(grid, grid.Silos[0]);
        await ClassifyAsync(grid.Silos[0], photo);
        await ClassifyAsync(grid.Silos[1], photo);

        grid.Silos[1].Freeze();

        for (int i = 0; i < 20; i++)
        {
            await ClassifyAsync(grid.Silos[0], photo);
        }
    }

    private static async Task<byte[]> TrainAsync(GridCluster grid, SiloProcess silo)
    {
        await silo.ImportBirdsAsync(grid.PathOf("birds"));
        var started = await silo.StartTrainingAsync(GridFixtureExtensions.ScratchSession("away", epochs: 1));
        await silo.WaitForEndAsync(started.Id);
        return await File.ReadAllBytesAsync(Directory.EnumerateFiles(grid.PathOf("birds"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First());
    }

    private static async Task ClassifyAsync(SiloProcess silo, byte[] photo) => await new ClassificationService.ClassificationServiceClient(silo.Channel).ClassifyAsync(
        new ClassifyRequest { Model = "birds", Photo = ByteString.CopyFrom(photo), TopK = 1 },
        deadline: DateTime.UtcNow.AddMinutes(1));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await isSo())
        {
            await Task.Delay(100, patience.Token);
        }
    }
}
