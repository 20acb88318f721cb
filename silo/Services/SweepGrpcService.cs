using BirdGrid.Grains;
using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Sweeps;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.SweepService.</summary>
internal sealed class SweepGrpcService(IGrainFactory grains, IHostApplicationLifetime silo) : SweepService.SweepServiceBase
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public override async Task<V1.Sweep> Start(StartSweepRequest request, ServerCallContext context)
    {
        if (request.Spec is null)
        {
            throw new RefusedException("spec-missing", "A sweep needs a specification.");
        }

        request.IdempotencyKey = RequestKeys.OrNew(request.IdempotencyKey);
        GridNames.RequireKey(request.IdempotencyKey);
        return (await SweepOf(RequestKeys.IdOf("sw", request.IdempotencyKey)).Start(request.Spec.ToGrain())).ToProto();
    }

    /// <inheritdoc/>
    public override async Task<V1.Sweep> Get(GetSweepRequest request, ServerCallContext context) =>
        (await SweepOf(request.Id).Get()).ToProto();

    /// <inheritdoc/>
    public override Task Watch(WatchSweepRequest request, IServerStreamWriter<V1.Sweep> responseStream, ServerCallContext context) =>
        silo.UntilItStopsAsync(context, ending =>
        {
            var grain = SweepOf(request.Id);
            return responseStream.WriteChangesAsync(
                request.AfterRevision,
                WatchInterval,
                seen => grain.WaitForChange(seen, Watches.Patience, ending),
                sweep => (sweep.Revision, sweep.HasEnded),
                sweep => Task.FromResult(sweep.ToProto()),
                ending);
        });

    /// <inheritdoc/>
    public override async Task<V1.Sweep> Cancel(CancelSweepRequest request, ServerCallContext context) =>
        (await SweepOf(request.Id).Cancel(request.Reason)).ToProto();

    /// <inheritdoc/>
    public override async Task<ListSweepsResponse> List(ListSweepsRequest request, ServerCallContext context)
    {
        var page = await grains.GetGrain<ICatalogGrain>(CatalogKinds.Sweeps).ListNewest(token: null, Paging.LimitOf(request.Limit));
        var response = new ListSweepsResponse();
        response.Sweeps.AddRange(await Paging.ReadAsync(page.Names, async id => (await SweepOf(id).Get()).ToProto()));
        return response;
    }

    private ISweepGrain SweepOf(string id)
    {
        GridNames.Require(id, "sweep");
        return grains.GetGrain<ISweepGrain>(id);
    }
}
