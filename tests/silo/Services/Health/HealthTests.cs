using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Silo.Tests.Services.OpenInference;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BirdGrid.Silo.Tests.Services.Health;

/// <summary>grpc.health.v1 of the silo, of models and of versions.</summary>
public sealed class HealthTests(InferenceSilo silo) : IClassFixture<InferenceSilo>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Grpc.Health.V1.Health.HealthClient client = new(silo.Channel);

    [Theory]
    [InlineData("")]
    [InlineData("inference.GRPCInferenceService")]
    [InlineData("birdgrid.v1.ClassificationService")]
    [InlineData("finch")]
    [InlineData("finch/2")]
    [InlineData("finch@2")]
    [InlineData("finch@champion")]
    [InlineData("finch/champion")]
    public async Task What_answers_serves(string service) => Assert.Equal(ServingStatus.Serving, await CheckAsync(service));

    [Theory]
    [InlineData("finch/1")]
    [InlineData("finch@1")]
    public async Task A_version_that_is_not_in_memory_does_not(string service) => Assert.Equal(ServingStatus.NotServing, await CheckAsync(service));

    [Theory]
    [InlineData("wren")]
    [InlineData("finch/9")]
    [InlineData("finch/1/2")]
    [InlineData("inference.Other")]
    [InlineData("No Name")]
    public async Task What_there_is_not_is_not_found(string service)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => CheckAsync(service));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task A_watch_tells_of_every_change()
    {
        using var stop = new CancellationTokenSource(Patience);
        using var call = client.Watch(new HealthCheckRequest { Service = "finch/1" }, cancellationToken: stop.Token);
        Assert.Equal(ServingStatus.NotServing, await NextAsync());

        silo.Serving.Set(1, ServingState.Ready);
        Assert.Equal(ServingStatus.Serving, await NextAsync());

        silo.Serving.Set(1, ServingState.Draining);
        Assert.Equal(ServingStatus.NotServing, await NextAsync());
        silo.Serving.Set(1, ServingState.Unloaded);

        async Task<ServingStatus> NextAsync() => await call.ResponseStream.MoveNext(stop.Token) ? call.ResponseStream.Current.Status : throw new InvalidOperationException("The watch ended.");
    }

    [Fact]
    public async Task A_watch_of_what_there_is_not_stays_open()
    {
        using var stop = new CancellationTokenSource(Patience);
        using var call = client.Watch(new HealthCheckRequest { Service = "wren" }, cancellationToken: stop.Token);
        Assert.True(await call.ResponseStream.MoveNext(stop.Token));
        Assert.Equal(ServingStatus.ServiceUnknown, call.ResponseStream.Current.Status);

        // An ended stream would answer at once; an open one is still waiting when another watch has got its first change.
        var next = call.ResponseStream.MoveNext(stop.Token);
        await A_watch_tells_of_every_change();
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task A_stopping_silo_tells_its_watchers_and_ends_their_streams()
    {
        var own = new InferenceSilo();
        await own.InitializeAsync();
        using var stop = new CancellationTokenSource(Patience);
        using var call = new Grpc.Health.V1.Health.HealthClient(own.Channel).Watch(new HealthCheckRequest(), cancellationToken: stop.Token);
        Assert.True(await call.ResponseStream.MoveNext(stop.Token));
        Assert.Equal(ServingStatus.Serving, call.ResponseStream.Current.Status);

        var stopping = own.StopAsync();
        Assert.True(await call.ResponseStream.MoveNext(stop.Token));
        Assert.Equal(ServingStatus.NotServing, call.ResponseStream.Current.Status);
        Assert.False(await call.ResponseStream.MoveNext(stop.Token));
        await stopping;
        await own.DisposeAsync();
    }

    private async Task<ServingStatus> CheckAsync(string service) => (await client.CheckAsync(new HealthCheckRequest { Service = service })).Status;
}
