using System.Security.Cryptography;
using System.Text;
using BirdGrid.Grains;
using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Training;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.TrainingService.</summary>
internal sealed class TrainingGrpcService(IGrainFactory grains, HistoryReader histories, IHostApplicationLifetime silo) : TrainingService.TrainingServiceBase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public override async Task<V1.TrainingSession> Start(StartTrainingRequest request, ServerCallContext context)
    {
        if (request.Spec is null)
        {
            throw new RefusedException("spec-missing", "A session needs a specification.");
        }

        // Kept in the request: a call that is repeated must not start a second session.
        request.IdempotencyKey = request.IdempotencyKey.Length == 0 ? Guid.NewGuid().ToString("N") : request.IdempotencyKey;
        GridNames.RequireKey(request.IdempotencyKey);
        return await ToProtoAsync(await Session(IdOf(request.IdempotencyKey)).Start(request.Spec.ToGrain()));
    }

    /// <inheritdoc/>
    public override async Task<V1.TrainingSession> Get(GetTrainingRequest request, ServerCallContext context) =>
        await ToProtoAsync(await Session(request.Id).Get());

    /// <inheritdoc/>
    public override async Task Watch(WatchTrainingRequest request, IServerStreamWriter<V1.TrainingSession> responseStream, ServerCallContext context)
    {
        // A watcher would otherwise hold up a stopping silo until its time to stop has run out.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, silo.ApplicationStopping);
        try
        {
            await WatchAsync(request, responseStream, ending.Token);
        }
        catch (OperationCanceledException) when (silo.ApplicationStopping.IsCancellationRequested)
        {
            throw new SiloStoppingException();
        }
    }

    /// <inheritdoc/>
    public override async Task<V1.TrainingSession> Cancel(CancelTrainingRequest request, ServerCallContext context) =>
        await ToProtoAsync(await Session(request.Id).Cancel(request.Reason));

    /// <inheritdoc/>
    public override async Task FindLearningRate(FindLearningRateRequest request, IServerStreamWriter<V1.LearningRateSearch> responseStream, ServerCallContext context)
    {
        var search = grains.GetGrain<ILearningRateSearchGrain>($"lr-{Guid.NewGuid():N}");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, silo.ApplicationStopping);
        await search.Start(request.ToGrain());
        try
        {
            await SendAsync(search, responseStream, ending.Token);
        }
        catch (OperationCanceledException) when (silo.ApplicationStopping.IsCancellationRequested)
        {
            throw new SiloStoppingException();
        }
        finally
        {
            await search.Stop();
        }
    }

    /// <inheritdoc/>
    public override async Task<ListTrainingResponse> List(ListTrainingRequest request, ServerCallContext context)
    {
        var page = await grains.GetGrain<ICatalogGrain>(CatalogKinds.Sessions).ListNewest(Paging.TokenOf(request.PageToken), Paging.LimitOf(request.Limit));
        var response = new ListTrainingResponse { NextPageToken = page.NextToken ?? string.Empty };
        response.Sessions.AddRange(await Paging.ReadAsync(page.Names, async id => await ToProtoAsync(await Session(id).Get())));
        return response;
    }

    /// <summary>The session of an idempotency key: a repeat reaches the same grain.</summary>
    internal static string IdOf(string idempotencyKey) =>
        $"ts-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey)))[..12]}";

    private ITrainingSessionGrain Session(string id)
    {
        GridNames.Require(id, "session");
        return grains.GetGrain<ITrainingSessionGrain>(id);
    }

    private static async Task SendAsync(ILearningRateSearchGrain grain, IServerStreamWriter<V1.LearningRateSearch> responseStream, CancellationToken cancellationToken)
    {
        long seen = -1;
        int sent = 0;
        while (true)
        {
            var search = await grain.WaitForChange(seen, Patience, cancellationToken);
            if (search.Failure is { } failure)
            {
                throw new ConflictException("learning-rate-search-failed", failure);
            }

            seen = search.Revision;
            await responseStream.WriteAsync(search.ToProto(sent), cancellationToken);
            sent = search.Samples.Count;
            if (search.IsDone)
            {
                return;
            }

            await Task.Delay(WatchInterval, cancellationToken);
        }
    }

    private async Task WatchAsync(WatchTrainingRequest request, IServerStreamWriter<V1.TrainingSession> responseStream, CancellationToken cancellationToken)
    {
        var grain = Session(request.Id);
        long seen = request.AfterRevision;
        while (true)
        {
            var session = await grain.WaitForChange(seen, Patience, cancellationToken);
            if (session.Revision > seen || session.HasEnded)
            {
                seen = session.Revision;
                await responseStream.WriteAsync(await ToProtoAsync(session), cancellationToken);
            }

            if (session.HasEnded)
            {
                return;
            }

            await Task.Delay(WatchInterval, cancellationToken);
        }
    }

    private async Task<V1.TrainingSession> ToProtoAsync(Grains.Training.TrainingSession session)
    {
        var version = session.ModelVersion == 0 ? null : await histories.ReadVersionAsync(session.Spec.Model, session.ModelVersion);
        return session.ToProto(version);
    }
}
