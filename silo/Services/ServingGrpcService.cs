using BirdGrid.Grains;
using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ModelServing = BirdGrid.V1.ModelServing;
using VersionServing = BirdGrid.V1.VersionServing;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.ServingService.</summary>
internal sealed class ServingGrpcService(IGrainFactory grains, IModelServing serving, IModelPromoter promoter, IHostApplicationLifetime silo, TimeProvider clock) : ServingService.ServingServiceBase
{
    private const int DefaultIntervalMs = 1000;
    private const int LeastIntervalMs = 100;
    private const int LongestIntervalMs = 60_000;
    private const int MostModels = 500;

    /// <inheritdoc/>
    public override Task<ModelServing> Get(GetServingRequest request, ServerCallContext context) => ReadAsync(request.Model, context.CancellationToken);

    /// <inheritdoc/>
    public override Task Watch(WatchServingRequest request, IServerStreamWriter<GridServing> responseStream, ServerCallContext context)
    {
        int intervalMs = request.IntervalMs == 0 ? DefaultIntervalMs : request.IntervalMs;
        if (intervalMs is < LeastIntervalMs or > LongestIntervalMs)
        {
            throw new RefusedException("interval-out-of-range", $"interval_ms is {request.IntervalMs}; it must be {LeastIntervalMs} to {LongestIntervalMs}, or 0 for {DefaultIntervalMs}.");
        }

        return silo.UntilItStopsAsync(context, async stop =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(intervalMs), clock);
            do
            {
                await responseStream.WriteAsync(await ReadAllAsync(request, stop), stop);
            }
            while (await timer.WaitForNextTickAsync(stop));
        });
    }

    /// <inheritdoc/>
    public override async Task<VersionServing> Load(LoadVersionRequest request, ServerCallContext context) =>
        (await serving.LoadAsync(ModelReference.Parse(request.Model), ReasonOf(request.Reason), context.CancellationToken)).ToProto();

    /// <inheritdoc/>
    public override async Task<VersionServing> Unload(UnloadVersionRequest request, ServerCallContext context) =>
        (await serving.UnloadAsync(ModelReference.Parse(request.Model), ReasonOf(request.Reason), context.CancellationToken)).ToProto();

    /// <inheritdoc/>
    public override async Task<Traffic> SetTraffic(SetTrafficRequest request, ServerCallContext context)
    {
        GridNames.Require(request.Model, "model");
        request.IdempotencyKey = RequestKeys.OrNew(request.IdempotencyKey);
        string who = context.Who(request.Who);
        await promoter.SetTrafficAsync(request.Model, new Grains.Models.Traffic.SetTrafficRequest(request.ToPolicy(), who, request.Why, request.IdempotencyKey), context.CancellationToken);
        return await TrafficAsync(request.Model);
    }

    /// <inheritdoc/>
    public override Task<Traffic> GetTraffic(GetTrafficRequest request, ServerCallContext context) => TrafficAsync(request.Model);

    private static string ReasonOf(string reason) => GridText.RequireReason(reason, "reason") is { Length: > 0 } given ? given : "It was asked for by hand.";

    private async Task<GridServing> ReadAllAsync(WatchServingRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> models = request.Models.Count > 0 ? request.Models : (await grains.GetGrain<ICatalogGrain>(CatalogKinds.Models).ListByName(null, MostModels)).Names;
        var answer = new GridServing { When = Timestamp.FromDateTimeOffset(clock.GetUtcNow()) };
        answer.Models.AddRange(await Paging.ReadAsync(models, model => ReadAsync(model, cancellationToken)));
        return answer;
    }

    private async Task<ModelServing> ReadAsync(string model, CancellationToken cancellationToken)
    {
        var versions = await serving.GetAsync(model, cancellationToken);
        var answer = new ModelServing { Model = model, Traffic = await TrafficAsync(model) };
        answer.Versions.AddRange(versions.Select(v => v.ToProto()));
        return answer;
    }

    private async Task<Traffic> TrafficAsync(string model)
    {
        GridNames.Require(model, "model");
        var grain = grains.GetGrain<IModelGrain>(model);
        var route = await grain.GetRoute();
        return route.ToProto(await grains.GetGrain<IRolloutGrain>(model).GetView(), await grain.GetTrafficChanges());
    }
}
