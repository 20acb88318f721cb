using System.Threading.Channels;
using BirdGrid.Grains.Blobs;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Grains.Datasets;

/// <inheritdoc cref="IDatasetImporter"/>
/// <param name="grains">Finds the importer shards and the dataset.</param>
/// <param name="blobs">Where photos go.</param>
/// <param name="manifests">Where the manifest goes.</param>
/// <param name="clock">Time.</param>
public sealed class DatasetImporter(IGrainFactory grains, IBlobStore blobs, ManifestStore manifests, TimeProvider clock) : IDatasetImporter
{
    /// <summary>What an import asks of grains may be asked again: renditions are named by their content, versions by the import's key.</summary>
    private static readonly TimeSpan PatienceWithLostSilos = TimeSpan.FromSeconds(30);

    /// <summary>Importer shards, and photos in work at the same time: enough for a handful of CPU silos, little memory.</summary>
    private const int Shards = 16;

    /// <inheritdoc/>
    public async Task<DatasetVersion> ImportAsync(ImportOptions options, IAsyncEnumerable<UploadedPhoto> photos, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        var dataset = grains.GetGrain<IDatasetGrain>(options.Dataset);
        if (await RepeatAsync(() => dataset.FindImport(options.IdempotencyKey), cancellationToken) is { } made)
        {
            return made;
        }

        var stored = await StoreAsync(options, photos, progress, cancellationToken);
        return await FreezeAsync(options, stored, cancellationToken);
    }

    /// <summary>Freezes photos that are stored.</summary>
    /// <exception cref="RefusedException">The photos make no dataset.</exception>
    internal async Task<DatasetVersion> FreezeAsync(ImportOptions options, StoredPhotos stored, CancellationToken cancellationToken)
    {
        // Millions of photos take seconds to sort: not on the thread that happens to be here.
        var draft = await Task.Run(() => DatasetDraft.From(stored, options), cancellationToken);
        var manifest = await manifests.WriteAsync(draft.Labels, draft.Photos, cancellationToken);
        var request = new FreezeDatasetRequest
        {
            IdempotencyKey = options.IdempotencyKey,
            Manifest = manifest,
            Classes = draft.Classes,
            SplitSeed = options.SplitSeed,
            RenditionSize = options.RenditionSize,
            Audit = draft.Audit,
        };
        return await RepeatAsync(() => grains.GetGrain<IDatasetGrain>(options.Dataset).Freeze(request), cancellationToken);
    }

    private Task<T> RepeatAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) =>
        LostCall.RepeatAsync(_ => call(), PatienceWithLostSilos, clock, cancellationToken);

    private async Task<StoredPhotos> StoreAsync(ImportOptions options, IAsyncEnumerable<UploadedPhoto> photos, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var queue = Channel.CreateBounded<UploadedPhoto>(Shards);
        var stored = new StoredPhotos();
        int received = 0;
        using var failure = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        async Task WorkAsync(int shard)
        {
            var importer = grains.GetGrain<IImporterGrain>($"import/{shard}");
            await foreach (var photo in queue.Reader.ReadAllAsync(failure.Token))
            {
                using var held = photo.Held;
                var result = await StoreOneAsync(importer, photo, options, failure.Token);
                lock (stored)
                {
                    stored.Add(result);
                    progress?.Report(new ImportProgress(received, stored.UsableCount, stored.Rejected.Count));
                }
            }
        }

        async Task WorkOrStopAllAsync(int shard)
        {
            try
            {
                await WorkAsync(shard);
            }
            catch
            {
                await failure.CancelAsync();
                throw;
            }
        }

        Task[] workers = [.. Enumerable.Range(0, Shards).Select(WorkOrStopAllAsync)];
        try
        {
            await foreach (var photo in photos.WithCancellation(failure.Token))
            {
                Interlocked.Increment(ref received);
                await queue.Writer.WriteAsync(photo, failure.Token);
            }

            queue.Writer.Complete();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A worker failed; its own exception says why.
            await FirstFailureAsync(workers);
        }
        catch
        {
            await failure.CancelAsync();
            await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await FirstFailureAsync(workers);
        return stored;
    }

    // Of several failed workers, the one that failed first is the cause; the others were cancelled by it.
    private static async Task FirstFailureAsync(Task[] workers)
    {
        await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (workers.FirstOrDefault(w => w.IsFaulted) ?? Task.WhenAll(workers));
    }

    private async Task<StoredPhoto> StoreOneAsync(IImporterGrain importer, UploadedPhoto photo, ImportOptions options, CancellationToken cancellationToken)
    {
        var original = await blobs.StoreAsync(photo.Encoded, cancellationToken);
        var result = await RepeatAsync(() => importer.MakeRendition(original.Blob, options.RenditionSize, options.Truncated == TruncatedPhotos.Accept), cancellationToken);
        return new StoredPhoto(photo.Label, photo.FileName, photo.Split, original.Blob, result.Rendition, result.RejectedBecause, result.IsTruncated, original.WasDamaged || result.WasDamaged);
    }
}
