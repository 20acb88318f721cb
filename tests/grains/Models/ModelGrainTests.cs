using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Models;

/// <summary>The registry against a real cluster with memory storage.</summary>
public sealed class ModelGrainTests : IAsyncLifetime
{
    private InProcessTestCluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault().Services.AddSingleton(TimeProvider.System).AddSingleton<LocalRoutes>());
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task A_session_publishes_one_version_however_often_it_asks()
    {
        var model = cluster.Client.GetGrain<IModelGrain>("once");
        var first = await model.Publish(Request("ts-1"));
        var again = await model.Publish(Request("ts-1"));
        var second = await model.Publish(Request("ts-2"));

        Assert.Equal((1, 1, 2), (first.Version, again.Version, second.Version));
        Assert.Equal([2, 1], (await model.GetHistory()).Versions.Select(v => v.Version));
    }

    [Fact]
    public async Task An_alias_moves_once_for_each_key_and_every_move_is_kept()
    {
        var model = cluster.Client.GetGrain<IModelGrain>("alias");
        await model.Publish(Request("ts-1"));
        await model.Publish(Request("ts-2"));
        await model.Promote(new PromoteRequest("champion", 1, "ann", "first", "k1"));
        await model.Promote(new PromoteRequest("champion", 1, "ann", "first", "k1"));
        await model.Promote(new PromoteRequest("champion", 2, "bob", "better", "k2"));

        var history = await model.GetHistory();
        Assert.Equal([("bob", 1, 2), ("ann", 0, 1)], history.Moves.Select(m => (m.Who, m.FromVersion, m.ToVersion)));
        Assert.Equal(2, history.Aliases["champion"]);
        var reused = await Assert.ThrowsAsync<ConflictException>(() => model.Promote(new PromoteRequest("champion", 2, "eve", "", "k1")));
        Assert.Equal("idempotency-key-reused", reused.Reason);
    }

    [Theory]
    [InlineData("ann", "better\u001b]0;x\u0007", "why holds U+001B (escape) at position 7")]
    [InlineData("ann", "two\nlines", "why holds U+000A (line feed) at position 4")]
    [InlineData("a\u202enn", "", "who holds U+202E (direction of writing) at position 2")]
    public async Task Texts_that_steer_a_terminal_are_refused(string who, string why, string named)
    {
        var model = cluster.Client.GetGrain<IModelGrain>("texts");
        await model.Publish(Request("ts-1"));
        var promote = await Assert.ThrowsAsync<RefusedException>(() => model.Promote(new PromoteRequest("champion", 1, who, why, "k1")));
        Assert.Contains(named, promote.Message, StringComparison.Ordinal);
        var traffic = await Assert.ThrowsAsync<RefusedException>(() => model.SetTraffic(new SetTrafficRequest(TrafficPolicy.Whole, who, why, "k2")));
        Assert.Contains(named, traffic.Message, StringComparison.Ordinal);
        Assert.Empty((await model.GetHistory()).Moves);
    }

    [Fact]
    public async Task A_reference_without_version_means_the_champion_else_the_latest()
    {
        var model = cluster.Client.GetGrain<IModelGrain>("resolve");
        await model.Publish(Request("ts-1"));
        await model.Publish(Request("ts-2"));
        Assert.Equal(2, await model.Resolve(ModelReference.Parse("resolve")));

        await model.Promote(new PromoteRequest("champion", 1, "ann", "", "k1"));
        Assert.Equal(1, await model.Resolve(ModelReference.Parse("resolve")));
        Assert.Equal(2, await model.Resolve(ModelReference.Parse("resolve@2")));
        Assert.Equal("unknown-alias", (await Assert.ThrowsAsync<NotFoundException>(() => model.Resolve(ModelReference.Parse("resolve@candidate")))).Reason);
        Assert.Equal("unknown-model-version", (await Assert.ThrowsAsync<NotFoundException>(() => model.Resolve(ModelReference.Parse("resolve@3")))).Reason);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        var error = await Assert.ThrowsAsync<NotFoundException>(() => cluster.Client.GetGrain<IModelGrain>("nothing").GetHistory());
        Assert.Equal("unknown-model", error.Reason);
        Assert.Contains("nothing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_int8_model_lies_beside_the_version_that_never_changes()
    {
        var model = cluster.Client.GetGrain<IModelGrain>("quantized");
        var published = await model.Publish(Request("ts-1") with { Onnx = new OnnxModel(new BlobRef(new string('b', 64), 2), 20, 1e-5) });
        Assert.Equal(1e-5, published.Onnx!.MaxLogitDifference);

        var version = cluster.Client.GetGrain<IModelVersionGrain>("quantized@1");
        Assert.Null(await version.GetQuantized());
        var quantized = new QuantizedModel(new BlobRef(new string('c', 64), 3), 64, 0.9, 0.91, 100);
        await version.AttachQuantized(quantized);
        Assert.Equal(quantized, await version.GetQuantized());
        Assert.Equivalent(published, await version.Get());

        var unknown = cluster.Client.GetGrain<IModelVersionGrain>("quantized@2");
        await Assert.ThrowsAsync<NotFoundException>(() => unknown.AttachQuantized(quantized));
        await Assert.ThrowsAsync<NotFoundException>(() => unknown.GetQuantized());
    }

    internal static PublishVersionRequest Request(string session)
    {
        var blob = new BlobRef(new string('a', 64), 1);
        return new PublishVersionRequest
        {
            Lineage = new Lineage { SessionId = session, Dataset = "d", DatasetVersion = 1, Manifest = blob, Backbone = "resnet9", Method = "FineTune", Initialization = "Scratch", Seed = 1, AugmentationJson = "{}", OptionsJson = "{}", CodeVersion = "test", EpochsRun = 1, KeptEpoch = 1 },
            Evaluation = new EvaluationSummary { Split = DatasetSplit.Test, Photos = 1, Top1 = 1, Top5 = 1, Loss = 0, ClassPhotos = [1], ClassAccuracy = [1], Confusion = [1] },
            Labels = ["robin"],
            Preprocessing = new Preprocessing("resnet9", 72, 64, [0, 0, 0], [1, 1, 1]),
            Weights = blob,
            Report = blob,
        };
    }
}
