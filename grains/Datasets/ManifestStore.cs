using System.Collections.Concurrent;
using System.Text.Json;
using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>Writes manifests as blobs and reads them back; a silo keeps the few it read last, since every batch needs one.</summary>
/// <param name="blobs">The blob store.</param>
public sealed class ManifestStore(IBlobStore blobs)
{
    private const int Kept = 16;

    private readonly ConcurrentDictionary<string, Lazy<Task<DatasetManifest>>> cache = new(StringComparer.Ordinal);

    /// <summary>Stores a manifest.</summary>
    public Task<BlobRef> WriteAsync(DatasetManifest manifest, CancellationToken cancellationToken) =>
        blobs.PutAsync(JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.DatasetManifest), cancellationToken);

    /// <summary>Reads a manifest.</summary>
    public async Task<DatasetManifest> ReadAsync(BlobRef manifest, CancellationToken cancellationToken)
    {
        // The shared read is not one caller's to cancel.
        var read = cache.GetOrAdd(manifest.Sha256, _ => new Lazy<Task<DatasetManifest>>(() => LoadAsync(manifest)));
        try
        {
            return await read.Value.WaitAsync(cancellationToken);
        }
        catch when (read.Value.IsFaulted)
        {
            cache.TryRemove(manifest.Sha256, out _);
            throw;
        }
    }

    private async Task<DatasetManifest> LoadAsync(BlobRef manifest)
    {
        if (cache.Count > Kept)
        {
            foreach (string hash in cache.Keys.Where(k => k != manifest.Sha256).Take(cache.Count - Kept))
            {
                cache.TryRemove(hash, out _);
            }
        }

        byte[] json = await blobs.ReadAsync(manifest, CancellationToken.None);
        return JsonSerializer.Deserialize(json, ManifestJson.Default.DatasetManifest)
            ?? throw new InvalidDataException($"Manifest {manifest.Sha256} is empty.");
    }
}
