using Grpc.Core;
using Inference.V2;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>inference.GRPCInferenceService.</summary>
internal sealed class OpenInferenceGrpcService(InferenceCore core, ModelReader models, RepositoryReader repository) : GRPCInferenceService.GRPCInferenceServiceBase
{
    /// <inheritdoc/>
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    /// <inheritdoc/>
    public override async Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        new() { Ready = (await models.ReadReadinessAsync(context.CancellationToken)).IsReady };

    /// <inheritdoc/>
    public override async Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        new() { Ready = await models.IsReadyAsync(request.Name, request.Version, context.CancellationToken) };

    /// <inheritdoc/>
    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(ModelReader.ServerMetadata());

    /// <inheritdoc/>
    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        models.MetadataAsync(request.Name, request.Version, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) =>
        core.InferAsync(request, context.Deadline == DateTime.MaxValue ? null : context.Deadline, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        new() { Config = await models.ConfigAsync(request.Name, request.Version, context.CancellationToken) };

    /// <inheritdoc/>
    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context) =>
        repository.StatisticsAsync(request.Name, request.Version, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context) =>
        repository.IndexAsync(request.Ready, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<RepositoryModelLoadResponse> RepositoryModelLoad(RepositoryModelLoadRequest request, ServerCallContext context)
    {
        await repository.LoadAsync(request, context.CancellationToken);
        return new RepositoryModelLoadResponse();
    }

    /// <inheritdoc/>
    public override async Task<RepositoryModelUnloadResponse> RepositoryModelUnload(RepositoryModelUnloadRequest request, ServerCallContext context)
    {
        await repository.UnloadAsync(request, context.CancellationToken);
        return new RepositoryModelUnloadResponse();
    }
}
