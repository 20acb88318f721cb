using BirdGrid.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace BirdGrid.Client.Datasets;

/// <summary>Labelled photos, frozen into versions.</summary>
public sealed class DatasetsClient
{
    private const int ChunkBytes = 256 << 10;

    private readonly BirdGridClient client;
    private readonly DatasetService.DatasetServiceClient service;

    internal DatasetsClient(BirdGridClient client, GrpcChannel channel)
    {
        this.client = client;
        service = new DatasetService.DatasetServiceClient(channel);
    }

    /// <summary>Uploads photos and freezes them as the next version.</summary>
    /// <param name="header">Dataset name and split; an empty idempotency key is filled in.</param>
    /// <param name="photos">The photos, see <see cref="PhotoFolder"/>.</param>
    /// <param name="progress">Told a few times a second, or null.</param>
    /// <param name="cancellationToken">Gives up; no version is made.</param>
    /// <returns>The frozen version.</returns>
    /// <exception cref="BirdGridException">The silo refused, or cannot be reached.</exception>
    public async Task<DatasetVersion> ImportAsync(ImportHeader header, IReadOnlyList<PhotoFile> photos, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var filled = header.Clone();
        filled.ExpectedPhotos = photos.Count;
        if (filled.IdempotencyKey.Length == 0)
        {
            filled.IdempotencyKey = Guid.NewGuid().ToString("N");
        }

        try
        {
            using var call = service.Import(cancellationToken: cancellationToken);
            var sending = SendAsync(call.RequestStream, filled, photos, cancellationToken);
            DatasetVersion? version = null;
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                version = response.Version ?? version;
                if (response.Progress is { } now)
                {
                    progress?.Report(now);
                }
            }

            if (version is null)
            {
                await sending;
                throw new RpcException(new Status(StatusCode.Internal, "The silo ended the import without a version."));
            }

            return version;
        }
        catch (RpcException failure)
        {
            throw client.Translate(failure, cancellationToken);
        }
    }

    /// <summary>The latest version of every dataset.</summary>
    public async Task<IReadOnlyList<DatasetVersion>> ListAsync(CancellationToken cancellationToken = default) =>
        (await client.CallAsync("ListDatasets", o => service.ListAsync(new ListDatasetsRequest(), o), cancellationToken)).Datasets;

    /// <summary>One dataset with its versions, newest first.</summary>
    public Task<Dataset> GetAsync(string dataset, CancellationToken cancellationToken = default) =>
        client.CallAsync("GetDataset", o => service.GetAsync(new GetDatasetRequest { Dataset = dataset }, o), cancellationToken);

    private static async Task SendAsync(IClientStreamWriter<ImportRequest> stream, ImportHeader header, IReadOnlyList<PhotoFile> photos, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(new ImportRequest { Header = header }, cancellationToken);
            foreach (var photo in photos)
            {
                byte[] bytes = await File.ReadAllBytesAsync(photo.Path, cancellationToken);
                await stream.WriteAsync(new ImportRequest { Photo = new PhotoHeader { Label = photo.Label, FileName = photo.Name, Split = photo.Split, Length = bytes.Length } }, cancellationToken);
                for (int offset = 0; offset < bytes.Length; offset += ChunkBytes)
                {
                    var chunk = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(offset, Math.Min(ChunkBytes, bytes.Length - offset)));
                    await stream.WriteAsync(new ImportRequest { Chunk = chunk }, cancellationToken);
                }
            }

            await stream.CompleteAsync();
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException)
        {
            // The silo has ended the call already; the response stream says with what.
        }
    }
}
