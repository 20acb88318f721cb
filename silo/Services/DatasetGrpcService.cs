using BirdGrid.Grains;
using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Datasets;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Grpc.Core;
using ImportProgress = BirdGrid.Grains.Datasets.ImportProgress;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.DatasetService.</summary>
internal sealed class DatasetGrpcService(IGrainFactory grains, IDatasetImporter importer, LimitOptions limits) : DatasetService.DatasetServiceBase
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public override async Task Import(IAsyncStreamReader<ImportRequest> requestStream, IServerStreamWriter<ImportResponse> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.PartCase != ImportRequest.PartOneofCase.Header)
        {
            throw new RefusedException("header-missing", "An import begins with a header that names the dataset.");
        }

        var header = requestStream.Current.Header;
        var latest = new LatestProgress();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var photos = PhotoStream.ReadAsync(requestStream, limits.MaxPhotoBytes, RequestBytes.Of(context.GetHttpContext()), stop.Token);
        var import = importer.ImportAsync(header.ToGrain(), photos, latest, stop.Token);
        try
        {
            while (await Task.WhenAny(import, Task.Delay(ProgressInterval, stop.Token)) != import)
            {
                await responseStream.WriteAsync(new ImportResponse { Progress = latest.ToProto(header.ExpectedPhotos) }, stop.Token);
            }

            await responseStream.WriteAsync(new ImportResponse { Version = (await import).ToProto() }, stop.Token);
        }
        finally
        {
            // The import reads the call's stream: it has to end before the call does.
            await stop.CancelAsync();
            await ((Task)import).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public override async Task<ListDatasetsResponse> List(ListDatasetsRequest request, ServerCallContext context)
    {
        var page = await grains.GetGrain<ICatalogGrain>(CatalogKinds.Datasets).ListByName(Paging.TokenOf(request.PageToken), Paging.LimitOf(request.Limit));
        var response = new ListDatasetsResponse { NextPageToken = page.NextToken ?? string.Empty };
        response.Datasets.AddRange(await Paging.ReadAsync(page.Names, async name => (await grains.GetGrain<IDatasetGrain>(name).GetVersion(0)).ToProto()));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<Dataset> Get(GetDatasetRequest request, ServerCallContext context)
    {
        GridNames.Require(request.Dataset, "dataset");
        var grain = grains.GetGrain<IDatasetGrain>(request.Dataset);
        await grain.GetVersion(0);
        var dataset = new Dataset { Name = request.Dataset };
        dataset.Versions.AddRange((await grain.GetVersions()).Reverse().Select(v => v.ToProto()));
        return dataset;
    }

    private sealed class LatestProgress : IProgress<ImportProgress>
    {
        private volatile ImportProgress latest = new(0, 0, 0);

        public void Report(ImportProgress value) => latest = value;

        public V1.ImportProgress ToProto(int expected) => new()
        {
            ReceivedPhotos = latest.Received,
            StoredPhotos = latest.Stored,
            RejectedPhotos = latest.Rejected,
            ExpectedPhotos = expected,
        };
    }
}
