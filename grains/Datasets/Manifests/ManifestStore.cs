using System.Collections.Concurrent;
using System.Text.Json;
using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>Writes manifests and opens them; a silo keeps the indices of the few it opened last, since every batch needs one.</summary>
/// <param name="blobs">The blob store.</param>
/// <param name="parts">Reads and keeps what the indices point to.</param>
public sealed class ManifestStore(IBlobStore blobs, ManifestBlobCache parts)
{
    private const int Kept = 16;

    private readonly ConcurrentDictionary<string, Lazy<Task<IDatasetManifest>>> open = new(StringComparer.Ordinal);

    // The form before had no number: it began with its classes.
    private static ReadOnlySpan<byte> IndexStart => "{\"format\":"u8;

    /// <summary>Stores a manifest, part by part.</summary>
    /// <param name="classes">Class names.</param>
    /// <param name="photos">The photos in their final order; walked through once.</param>
    /// <param name="cancellationToken">Gives up; parts stay as unreferenced blobs.</param>
    /// <returns>The index: its hash names the data exactly.</returns>
    public async Task<BlobRef> WriteAsync(IReadOnlyList<string> classes, IEnumerable<DatasetPhoto> photos, CancellationToken cancellationToken)
    {
        using var writer = new ManifestWriter(blobs, classes);
        foreach (var photo in photos)
        {
            await writer.AddAsync(photo, cancellationToken);
        }

        return await writer.FinishAsync(cancellationToken);
    }

    /// <summary>Opens a manifest: reads its index.</summary>
    /// <exception cref="InvalidDataException">The blob is no manifest, or one of a later version of BirdGrid.</exception>
    public async ValueTask<IDatasetManifest> OpenAsync(BlobRef manifest, CancellationToken cancellationToken)
    {
        // The shared read is not one caller's to cancel.
        var read = open.GetOrAdd(manifest.Sha256, _ => new Lazy<Task<IDatasetManifest>>(() => LoadAsync(manifest)));
        try
        {
            return await read.Value.WaitAsync(cancellationToken);
        }
        catch when (read.Value.IsFaulted)
        {
            open.TryRemove(manifest.Sha256, out _);
            throw;
        }
    }

    /// <summary>Reads label and split of every photo of a manifest.</summary>
    /// <exception cref="InvalidDataException">The blob is no manifest, or a part of it is missing or damaged.</exception>
    public async Task<ManifestColumns> ReadColumnsAsync(BlobRef manifest, CancellationToken cancellationToken) =>
        await (await OpenAsync(manifest, cancellationToken)).ReadColumnsAsync(cancellationToken);

    private async Task<IDatasetManifest> LoadAsync(BlobRef manifest)
    {
        if (open.Count > Kept)
        {
            foreach (string hash in open.Keys.Where(k => k != manifest.Sha256).Take(open.Count - Kept))
            {
                open.TryRemove(hash, out _);
            }
        }

        byte[] json = await blobs.ReadAsync(manifest, CancellationToken.None);
        return json.AsSpan().StartsWith(IndexStart)
            ? new ShardedManifest(manifest, ReadIndex(manifest, json), parts)
            : JsonSerializer.Deserialize(json, ManifestJson.Default.WholeManifest) ?? throw new InvalidDataException($"Manifest {manifest.Sha256} is empty.");
    }

    private static ManifestIndex ReadIndex(BlobRef manifest, byte[] json)
    {
        var index = JsonSerializer.Deserialize(json, ManifestJson.Default.ManifestIndex)!;
        if (index.Format != ManifestIndex.CurrentFormat)
        {
            throw new InvalidDataException($"Manifest {manifest.Sha256} has the format {index.Format}; this version of BirdGrid reads {ManifestIndex.CurrentFormat} and the one before.");
        }

        int shards = (index.PhotoCount + index.PhotosPerShard - 1) / index.PhotosPerShard;
        return index.Renditions.Count == shards && index.Originals.Count == shards
            ? index
            : throw new InvalidDataException($"Manifest {manifest.Sha256} names {index.Renditions.Count} and {index.Originals.Count} shards where its {index.PhotoCount} photos take {shards}.");
    }
}
