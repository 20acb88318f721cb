using System.Runtime.InteropServices;
using System.Threading.Channels;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Grains.Datasets;

/// <inheritdoc cref="IDatasetImporter"/>
/// <param name="grains">Finds the importer shards and the dataset.</param>
/// <param name="manifests">Where the manifest goes.</param>
/// <param name="clock">Time.</param>
public sealed class DatasetImporter(IGrainFactory grains, ManifestStore manifests, TimeProvider clock) : IDatasetImporter
{
    /// <summary>What an import asks of grains may be asked again: renditions are named by their content, versions by the import's key.</summary>
    private static readonly TimeSpan PatienceWithLostSilos = TimeSpan.FromSeconds(30);

    /// <summary>Importer shards, and photos in work at the same time: enough for a handful of CPU silos, little memory.</summary>
    private const int Shards = 16;

    /// <summary>Characters of a file's name that are kept.</summary>
    private const int LongestFileName = 1024;

    /// <inheritdoc/>
    public async Task<DatasetVersion> ImportAsync(ImportOptions options, IAsyncEnumerable<UploadedPhoto> photos, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        var classes = ClassesOf(options);
        var dataset = grains.GetGrain<IDatasetGrain>(options.Dataset);
        if (await RepeatAsync(() => dataset.FindImport(options.IdempotencyKey), cancellationToken) is { } made)
        {
            return made;
        }

        var stored = await StoreAsync(options, classes, photos, progress, cancellationToken);
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

    /// <summary>Refuses labels before the first photo is sent, which may be hours before the last.</summary>
    private static ClassLabels ClassesOf(ImportOptions options)
    {
        var classes = new ClassLabels(options.Labels);
        return classes.All.Count != 1
            ? classes
            : throw new RefusedException("too-few-classes", $"A classifier needs at least two classes; every photo has the label '{classes.All.First()}'. Put each class into a folder of its own.");
    }

    private static UploadedPhoto Named(UploadedPhoto photo, ClassLabels classes)
    {
        string fileName = GridText.Shown(photo.FileName, LongestFileName);
        return photo with { FileName = fileName, Label = classes.FormOf(photo.Label, $"The label of '{fileName}'") };
    }

    private Task<T> RepeatAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) =>
        LostCall.RepeatAsync(_ => call(), PatienceWithLostSilos, clock, cancellationToken);

    private async Task<StoredPhotos> StoreAsync(ImportOptions options, ClassLabels classes, IAsyncEnumerable<UploadedPhoto> photos, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var queue = Channel.CreateBounded<UploadedPhoto>(Shards);
        var stored = new StoredPhotos(classes);
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
                await queue.Writer.WriteAsync(Named(photo, classes), failure.Token);
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
        var encoded = new EncodedPhoto(MemoryMarshal.TryGetArray(photo.Encoded, out var whole) && whole.Count == whole.Array!.Length ? whole.Array : photo.Encoded.ToArray());
        var result = await RepeatAsync(() => importer.StorePhoto(encoded, options.RenditionSize, options.Truncated == TruncatedPhotos.Accept), cancellationToken);
        return new StoredPhoto(photo.Label, photo.FileName, photo.Split, result.Photo, result.Rendition, result.RejectedBecause, result.IsTruncated, result.WasDamaged);
    }
}
