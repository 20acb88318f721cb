using System.Security.Cryptography;
using System.Text;
using BirdGrid.Grains;
using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Sweeps;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.SweepService.</summary>
internal sealed class SweepGrpcService(IGrainFactory grains, IHostApplicationLifetime silo) : SweepService.SweepServiceBase
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public override async Task<V1.Sweep> Start(StartSweepRequest request, ServerCallContext context)
    {
        if (request.Spec is null)
        {
            throw new RefusedException("spec-missing", "A sweep needs a specification.");
        }

        string key = request.IdempotencyKey.Length == 0 ? Guid.NewGuid().ToString("N") : request.IdempotencyKey;
        GridNames.RequireKey(key);
        return (await SweepOf(IdOf(key)).Start(request.Spec.ToGrain())).ToProto();
    }

    /// <inheritdoc/>
    public override async Task<V1.Sweep> Get(GetSweepRequest request, ServerCallContext context) =>
        (await SweepOf(request.Id).Get()).ToProto();

    /// <inheritdoc/>
    public override async Task Watch(WatchSweepRequest request, IServerStreamWriter<V1.Sweep> responseStream, ServerCallContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, silo.ApplicationStopping);
        try
        {
            await WatchAsync(SweepOf(request.Id), request.AfterRevision, responseStream, ending.Token);
        }
        catch (OperationCanceledException) when (silo.ApplicationStopping.IsCancellationRequested)
        {
            throw new SiloStoppingException();
        }
    }

    /// <inheritdoc/>
    public override async Task<V1.Sweep> Cancel(CancelSweepRequest request, ServerCallContext context) =>
        (await SweepOf(request.Id).Cancel(request.Reason)).ToProto();

    /// <inheritdoc/>
    public override async Task<ListSweepsResponse> List(ListSweepsRequest request, ServerCallContext context)
    {
        if (request.Limit is < 0 or > LargestLimit)
        {
            throw new RefusedException("limit-out-of-range", $"The limit ({request.Limit}) must be 0 to {LargestLimit}.");
        }

        var ids = await grains.GetGrain<ICatalogGrain>(CatalogKinds.Sweeps).List();
        var response = new ListSweepsResponse();
        foreach (string id in ids.Reverse().Take(request.Limit == 0 ? DefaultLimit : request.Limit))
        {
            try
            {
                response.Sweeps.Add((await SweepOf(id).Get()).ToProto());
            }
            catch (NotFoundException)
            {
                // Listed before it was written, and then never written.
            }
        }

        return response;
    }

    private static string IdOf(string idempotencyKey) =>
        $"sw-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey)))[..12]}";

    private static async Task WatchAsync(ISweepGrain grain, long seen, IServerStreamWriter<V1.Sweep> responseStream, CancellationToken cancellationToken)
    {
        while (true)
        {
            var sweep = await grain.WaitForChange(seen, Patience, cancellationToken);
            if (sweep.Revision > seen || sweep.HasEnded)
            {
                seen = sweep.Revision;
                await responseStream.WriteAsync(sweep.ToProto(), cancellationToken);
            }

            if (sweep.HasEnded)
            {
                return;
            }

            await Task.Delay(WatchInterval, cancellationToken);
        }
    }

    private ISweepGrain SweepOf(string id)
    {
        GridNames.Require(id, "sweep");
        return grains.GetGrain<ISweepGrain>(id);
    }
}
