using System.Runtime.CompilerServices;
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

    /// <summary>Uploads photos and freezes them as the next version. An import that a lost connection cut off is begun again with the same idempotency key.</summary>
    /// <param name="header">Dataset name and split; an empty idempotency key is filled in.</param>
    /// <param name="photos">The photos, see <see cref="PhotoFolder"/>.</param>
    /// <param name="progress">Told a few times a second, or null.</param>
    /// <param name="skipped">Filled with the photos that can no longer be read, or have changed since they were listed; or null.</param>
    /// <param name="cancellationToken">Gives up; no version is made.</param>
    /// <returns>The frozen version.</returns>
    /// <exception cref="BirdGridException">The silo refused, or cannot be reached.</exception>
    public async Task<DatasetVersion> ImportAsync(ImportHeader header, IReadOnlyList<PhotoFile> photos, IProgress<ImportProgress>? progress = null, ICollection<SkippedFile>? skipped = null, CancellationToken cancellationToken = default)
    {
        var filled = header.Clone();
        filled.ExpectedPhotos = photos.Count;
        if (filled.IdempotencyKey.Length == 0)
        {
            filled.IdempotencyKey = Guid.NewGuid().ToString("N");
        }

        using var activity = BirdGridClient.StartActivity("Import");
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                skipped?.Clear();
                using var call = service.Import(cancellationToken: cancellationToken);
                await foreach (var response in new DuplexCall<ImportRequest, ImportResponse>(call, Requests(filled, photos, skipped, cancellationToken)).ExchangeAsync(cancellationToken))
                {
                    if (response.Version is { } version)
                    {
                        return version;
                    }

                    progress?.Report(response.Progress);
                }

                throw new RpcException(new Status(StatusCode.Internal, "The silo ended the import without a version."));
            }
            catch (RpcException failure) when (attempt < client.Options.Attempts && ConnectionLoss.Is(failure) && !cancellationToken.IsCancellationRequested)
            {
                // The channel tries again by itself only what has not been answered and fits its buffer.
                await client.PauseAsync(attempt, cancellationToken);
            }
            catch (RpcException failure)
            {
                throw client.Translate(failure, cancellationToken);
            }
        }
    }

    /// <summary>The latest version of every dataset.</summary>
    public Task<IReadOnlyList<DatasetVersion>> ListAsync(CancellationToken cancellationToken = default) =>
        Pages.ReadAsync<DatasetVersion>(int.MaxValue, async (most, token) =>
        {
            var page = await client.CallAsync("ListDatasets", o => service.ListAsync(new ListDatasetsRequest { Limit = most, PageToken = token }, o), cancellationToken);
            return (page.Datasets, page.NextPageToken);
        });

    /// <summary>One dataset with its versions, newest first.</summary>
    public Task<Dataset> GetAsync(string dataset, CancellationToken cancellationToken = default) =>
        client.CallAsync("GetDataset", o => service.GetAsync(new GetDatasetRequest { Dataset = dataset }, o), cancellationToken);

    private static async IAsyncEnumerable<ImportRequest> Requests(ImportHeader header, IReadOnlyList<PhotoFile> photos, ICollection<SkippedFile>? skipped, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new ImportRequest { Header = header };
        foreach (var photo in photos)
        {
            var (bytes, defect) = await PhotoBytes.ReadAsync(photo, cancellationToken);
            if (bytes is null)
            {
                skipped?.Add(defect!);
                continue;
            }

            yield return new ImportRequest { Photo = new PhotoHeader { Label = photo.Label, FileName = photo.Name, Split = photo.Split, Length = bytes.Length } };
            for (int offset = 0; offset < bytes.Length; offset += ChunkBytes)
            {
                yield return new ImportRequest { Chunk = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(offset, Math.Min(ChunkBytes, bytes.Length - offset))) };
            }
        }
    }
}
