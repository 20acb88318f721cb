using BirdGrid.Grains;
using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Training;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.TrainingService.</summary>
internal sealed class TrainingGrpcService(IGrainFactory grains, HistoryReader histories, IHostApplicationLifetime silo) : TrainingService.TrainingServiceBase
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public override async Task<V1.TrainingSession> Start(StartTrainingRequest request, ServerCallContext context)
    {
        if (request.Spec is null)
        {
            throw new RefusedException("spec-missing", "A session needs a specification.");
        }

        request.IdempotencyKey = RequestKeys.OrNew(request.IdempotencyKey);
        GridNames.RequireKey(request.IdempotencyKey);
        return await ToProtoAsync(await Session(RequestKeys.IdOf("ts", request.IdempotencyKey)).Start(request.Spec.ToGrain()));
    }

    /// <inheritdoc/>
    public override async Task<V1.TrainingSession> Get(GetTrainingRequest request, ServerCallContext context) =>
        await ToProtoAsync(await Session(request.Id).Get());

    /// <inheritdoc/>
    public override Task Watch(WatchTrainingRequest request, IServerStreamWriter<V1.TrainingSession> responseStream, ServerCallContext context) =>
        silo.UntilItStopsAsync(context, ending =>
        {
            var grain = Session(request.Id);
            return responseStream.WriteChangesAsync(
                request.AfterRevision,
                WatchInterval,
                seen => grain.WaitForChange(seen, Watches.Patience, ending),
                session => (session.Revision, session.HasEnded),
                ToProtoAsync,
                ending);
        });

    /// <inheritdoc/>
    public override async Task<V1.TrainingSession> Cancel(CancelTrainingRequest request, ServerCallContext context) =>
        await ToProtoAsync(await Session(request.Id).Cancel(request.Reason));

    /// <inheritdoc/>
    public override async Task FindLearningRate(FindLearningRateRequest request, IServerStreamWriter<V1.LearningRateSearch> responseStream, ServerCallContext context)
    {
        var search = grains.GetGrain<ILearningRateSearchGrain>($"lr-{Guid.NewGuid():N}");
        await search.Start(request.ToGrain());
        try
        {
            await silo.UntilItStopsAsync(context, ending => SendAsync(search, responseStream, ending));
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
            var search = await grain.WaitForChange(seen, Watches.Patience, cancellationToken);
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

    private async Task<V1.TrainingSession> ToProtoAsync(Grains.Training.TrainingSession session)
    {
        var version = session.ModelVersion == 0 ? null : await histories.ReadVersionAsync(session.Spec.Model, session.ModelVersion);
        return session.ToProto(version);
    }
}
