using BirdGrid.Grains;
using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Quantization;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Grpc.Core;
using ModelHistory = BirdGrid.V1.ModelHistory;
using ModelVersion = BirdGrid.V1.ModelVersion;
using PromoteRequest = BirdGrid.V1.PromoteRequest;
using QuantizedModel = BirdGrid.V1.QuantizedModel;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.ModelService.</summary>
internal sealed class ModelGrpcService(IGrainFactory grains, HistoryReader histories, IModelPromoter promoter, ModelExport exports) : ModelService.ModelServiceBase
{
    /// <inheritdoc/>
    public override async Task<ListModelsResponse> List(ListModelsRequest request, ServerCallContext context)
    {
        var page = await grains.GetGrain<ICatalogGrain>(CatalogKinds.Models).ListByName(Paging.TokenOf(request.PageToken), Paging.LimitOf(request.Limit));
        var response = new ListModelsResponse { NextPageToken = page.NextToken ?? string.Empty };
        response.Models.AddRange(await Paging.ReadAsync(page.Names, LatestAsync));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<ModelHistory> GetHistory(GetModelHistoryRequest request, ServerCallContext context) =>
        (await Model(request.Model).GetHistory()).ToProto();

    /// <inheritdoc/>
    public override Task<ModelVersion> GetVersion(GetModelVersionRequest request, ServerCallContext context) =>
        histories.ReadVersionAsync(request.Reference);

    /// <inheritdoc/>
    public override async Task<ModelComparison> Compare(CompareModelsRequest request, ServerCallContext context) =>
        Comparison.Of(await histories.ReadVersionAsync(request.Left), await histories.ReadVersionAsync(request.Right));

    /// <inheritdoc/>
    public override async Task<ModelHistory> Promote(PromoteRequest request, ServerCallContext context)
    {
        var model = Model(request.Model);

        request.IdempotencyKey = RequestKeys.OrNew(request.IdempotencyKey);
        await promoter.PromoteAsync(
            request.Model,
            new Grains.Models.PromoteRequest(
                request.Alias.Length == 0 ? ModelAliases.Champion : request.Alias,
                request.Version,
                context.Who(request.Who),
                request.Why,
                request.IdempotencyKey),
            context.CancellationToken);
        return (await model.GetHistory()).ToProto();
    }

    /// <inheritdoc/>
    public override Task Export(ExportModelRequest request, IServerStreamWriter<ExportModelChunk> responseStream, ServerCallContext context) =>
        exports.SendAsync(request, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task<QuantizedModel> Quantize(QuantizeModelRequest request, ServerCallContext context)
    {
        var reference = ModelReference.Parse(request.Reference);
        int version = await grains.GetGrain<IModelGrain>(reference.Model).Resolve(reference);
        int photos = request.CalibrationPhotos == 0 ? QuantizeRequest.DefaultCalibrationPhotos : request.CalibrationPhotos;
        var quantizer = grains.GetGrain<IQuantizerGrain>(ModelReference.KeyOf(reference.Model, version));
        return (await quantizer.Quantize(new QuantizeRequest(photos, request.Seed), context.CancellationToken)).ToProto();
    }

    private async Task<ModelVersion> LatestAsync(string model)
    {
        var history = await grains.GetGrain<IModelGrain>(model).GetHistory();
        return history.Versions[0].ToProto(history.AliasesOf(history.Versions[0].Version));
    }

    private IModelGrain Model(string name)
    {
        GridNames.Require(name, "model");
        return grains.GetGrain<IModelGrain>(name);
    }
}
