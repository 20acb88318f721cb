extern alias client;

using BirdGrid.Grains.Inference.Serving;
using client::Inference.V2;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace BirdGrid.Silo.Tests.Services.OpenInference;

/// <summary>What load generators and other clients ask before they infer.</summary>
public sealed class ModelDescriptionTests(InferenceSilo silo) : IClassFixture<InferenceSilo>
{
    private readonly GRPCInferenceService.GRPCInferenceServiceClient client = new(silo.Channel);

    [Fact]
    public async Task The_server_is_live_and_ready_and_names_its_extensions()
    {
        Assert.True((await client.ServerLiveAsync(new ServerLiveRequest())).Live);
        Assert.True((await client.ServerReadyAsync(new ServerReadyRequest())).Ready);
        var metadata = await client.ServerMetadataAsync(new ServerMetadataRequest());
        Assert.Equal("birdgrid", metadata.Name);
        Assert.All((string[])["classification", "statistics", "model_configuration", "model_repository"], e => Assert.Contains(e, metadata.Extensions));
    }

    [Fact]
    public async Task Configuration_is_metadata_without_the_batch_dimension()
    {
        var metadata = await client.ModelMetadataAsync(new ModelMetadataRequest { Name = "finch" });
        var config = (await client.ModelConfigAsync(new ModelConfigRequest { Name = "finch" })).Config;

        Assert.Equal(("finch", "birdgrid"), (metadata.Name, metadata.Platform));
        Assert.Equal(["2", "1"], metadata.Versions);
        Assert.Equal((metadata.Name, metadata.Platform, 4), (config.Name, config.Platform, config.MaxBatchSize));
        var input = Assert.Single(metadata.Inputs);
        Assert.Equal(("image", "UINT8"), (input.Name, input.Datatype));
        Assert.Equal([-1L, 8, 8, 3], input.Shape);
        Assert.Equal(metadata.Inputs.Select(i => (i.Name, string.Join(',', i.Shape.Skip(1)))), config.Input.Select(i => (i.Name, string.Join(',', i.Dims))));
        Assert.Equal(DataType.TypeUint8, config.Input[0].DataType);
        Assert.Equal(metadata.Outputs.Select(o => (o.Name, string.Join(',', o.Shape.Skip(1)))), config.Output.Select(o => (o.Name, string.Join(',', o.Dims))));
        Assert.Equal([("probabilities", "FP32"), ("logits", "FP32")], metadata.Outputs.Select(o => (o.Name, o.Datatype)));
        Assert.Equal([2], config.DynamicBatching.PreferredBatchSize);
        Assert.Equal("robin\nwren\nblue tit", metadata.Properties["labels"]);
    }

    [Fact]
    public async Task A_request_made_of_the_metadata_is_answered()
    {
        var input = (await client.ModelMetadataAsync(new ModelMetadataRequest { Name = "finch" })).Inputs[0];
        var request = InferRequests.Images([1, 2, 3], [4, 5, 6]);
        request.Inputs[0].Name = input.Name;
        request.Inputs[0].Datatype = input.Datatype;
        request.Inputs[0].Shape.Clear();
        request.Inputs[0].Shape.Add(input.Shape.Select(d => d < 0 ? 2 : d));
        Assert.Equal(2, (await client.ModelInferAsync(request)).Outputs.Count);
    }

    [Fact]
    public async Task Statistics_are_the_sum_of_the_replicas()
    {
        var response = await client.ModelStatisticsAsync(new ModelStatisticsRequest { Name = "finch", Version = "2" });
        var statistics = Assert.Single(response.ModelStats);
        Assert.Equal(("finch", "2", 80ul, 20ul, 2000ul), (statistics.Name, statistics.Version, statistics.InferenceCount, statistics.ExecutionCount, statistics.LastInference));
        var stages = statistics.InferenceStats;
        Assert.Equal((40ul, 4000ul), (stages.Success.Count, stages.Success.Ns));
        Assert.Equal((2ul, 60ul), (stages.Fail.Count, stages.Fail.Ns));
        Assert.Equal([400ul, 600ul, 2000ul, 1000ul], new[] { stages.Queue, stages.ComputeInput, stages.ComputeInfer, stages.ComputeOutput }.Select(s => s.Ns));
        Assert.Equal(["2", "1"], (await client.ModelStatisticsAsync(new ModelStatisticsRequest { Name = "finch" })).ModelStats.Select(s => s.Version));
        Assert.Equal(["2", "1"], (await client.ModelStatisticsAsync(new ModelStatisticsRequest())).ModelStats.Select(s => s.Version));
    }

    [Fact]
    public void Labels_stay_one_line_each()
    {
        string[] labels = ["new\nline", "a\rb", "c\u0085d", "e\u2028f", "g\u001b[2J", "wren"];
        var version = FakeFront.VersionOf(1) with { Labels = labels };
        string told = Silo.Services.OpenInference.ModelDescription.Metadata(version, []).Properties["labels"];
        Assert.Equal(["new\\u000aline", "a\\u000db", "c\\u0085d", "e\\u2028f", "g\\u001b[2J", "wren"], told.Split('\n'));
        Assert.DoesNotContain(told.Replace("\n", string.Empty, StringComparison.Ordinal), c => char.IsControl(c) || c is '\u2028');
        Assert.Equal(told, Silo.Services.OpenInference.ModelDescription.Config(version, new Grains.Inference.InferenceOptions()).Parameters["labels"].StringValue);
    }

    [Fact]
    public async Task The_server_names_its_extensions()
    {
        var extensions = (await client.ServerMetadataAsync(new ServerMetadataRequest())).Extensions;
        Assert.Contains("schedule_policy", extensions);
        Assert.DoesNotContain(extensions, e => e.Contains("shared_memory", StringComparison.Ordinal) || e is "trace" or "logging");
    }

    [Fact]
    public async Task The_index_has_every_version_with_state_and_reason_and_follows_loads_and_unloads()
    {
        Assert.Equal([("2", "READY"), ("1", "UNAVAILABLE")], await IndexAsync());
        Assert.False((await client.ModelReadyAsync(new ModelReadyRequest { Name = "finch", Version = "1" })).Ready);

        await client.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "finch@1" });
        Assert.Equal([("2", "READY"), ("1", "READY")], await IndexAsync());
        Assert.True((await client.ModelReadyAsync(new ModelReadyRequest { Name = "finch", Version = "1" })).Ready);

        await client.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { ModelName = "finch@1" });
        Assert.Equal([("2", "READY")], await IndexAsync(ready: true));

        silo.Serving.Set(1, ServingState.Draining);
        Assert.Equal([("2", "READY"), ("1", "UNLOADING")], await IndexAsync());
        silo.Serving.Set(1, ServingState.WarmingUp);
        Assert.Equal([("2", "READY"), ("1", "LOADING")], await IndexAsync());
        silo.Serving.Set(1, ServingState.Unloaded);

        var needed = await Assert.ThrowsAsync<RpcException>(async () => await client.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { ModelName = "finch" }));
        Assert.Equal(StatusCode.FailedPrecondition, needed.StatusCode);
        var changed = await Assert.ThrowsAsync<RpcException>(async () => await client.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = "finch", Parameters = { ["config"] = new ModelRepositoryParameter { StringParam = "{}" } } }));
        Assert.Equal((StatusCode.InvalidArgument, "load-parameters"), (changed.StatusCode, changed.Trailers.GetValue("birdgrid-reason")));

        async Task<IEnumerable<(string, string)>> IndexAsync(bool ready = false)
        {
            var index = await client.RepositoryIndexAsync(new RepositoryIndexRequest { Ready = ready });
            Assert.All(index.Models, m => Assert.Equal(m.State == "READY", m.Reason.Length == 0));
            return index.Models.Select(m => (m.Version, m.State));
        }
    }

    [Theory]
    [InlineData("finch", "", true)]
    [InlineData("finch", "2", true)]
    [InlineData("finch", "9", false)]
    [InlineData("wren", "", false)]
    public async Task A_model_is_ready_where_it_would_answer_at_once(string model, string version, bool ready) =>
        Assert.Equal(ready, (await client.ModelReadyAsync(new ModelReadyRequest { Name = model, Version = version })).Ready);

    [Fact]
    public async Task An_unknown_model_has_no_description()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await client.ModelMetadataAsync(new ModelMetadataRequest { Name = "wren" }));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task Reflection_lists_every_service()
    {
        using var call = new ServerReflection.ServerReflectionClient(silo.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "*" });
        await call.ResponseStream.MoveNext(CancellationToken.None);
        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name).ToList();
        Assert.All((string[])["inference.GRPCInferenceService", "grpc.health.v1.Health", "birdgrid.v1.ServingService", "birdgrid.v1.ClassificationService"], n => Assert.Contains(n, names));
    }
}
