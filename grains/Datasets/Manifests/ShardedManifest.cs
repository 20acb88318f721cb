using System.Runtime.CompilerServices;
using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Datasets;

/// <summary>A manifest in columns and shards.</summary>
/// <param name="blob">The index's blob, for messages.</param>
/// <param name="index">Where the parts lie.</param>
/// <param name="parts">Reads and keeps them.</param>
internal sealed class ShardedManifest(BlobRef blob, ManifestIndex index, ManifestBlobCache parts) : IDatasetManifest
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => index.Classes;

    /// <inheritdoc/>
    public int PhotoCount => index.PhotoCount;

    /// <inheritdoc/>
    public async ValueTask<ManifestColumns> ReadColumnsAsync(CancellationToken cancellationToken = default)
    {
        byte[] words = await ReadAsync(index.Columns, (long)PhotoCount * ManifestColumns.BytesPerPhoto, "labels and splits", cancellationToken);
        return new ManifestColumns(Classes, words);
    }

    /// <inheritdoc/>
    public async ValueTask<BlobRef[]> ReadRenditionsAsync(IReadOnlyList<int> photos, CancellationToken cancellationToken = default)
    {
        var renditions = new BlobRef[photos.Count];
        foreach (var positions in Enumerable.Range(0, photos.Count).GroupBy(position => ShardOf(photos[position])))
        {
            byte[] rows = await ReadRenditionShardAsync(positions.Key, cancellationToken);
            foreach (int position in positions)
            {
                renditions[position] = RenditionAt(rows, photos[position] % index.PhotosPerShard);
            }
        }

        return renditions;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DatasetPhoto> ReadPhotosAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var columns = await ReadColumnsAsync(cancellationToken);
        for (int shard = 0; shard < index.Originals.Count; shard++)
        {
            byte[] renditions = await ReadRenditionShardAsync(shard, cancellationToken);
            var originals = await ReadOriginalShardAsync(shard, cancellationToken);
            for (int row = 0; row < originals.Count; row++)
            {
                int photo = (shard * index.PhotosPerShard) + row;
                yield return new DatasetPhoto
                {
                    FileName = originals[row].FileName,
                    Label = columns.LabelOf(photo),
                    Split = columns.SplitOf(photo),
                    Photo = originals[row].Photo,
                    Rendition = RenditionAt(renditions, row),
                };
            }
        }
    }

    private static BlobRef RenditionAt(byte[] rows, int row) => PackedBlobRef.Read(rows.AsSpan(row * PackedBlobRef.Size)).ToRef();

    private int ShardOf(int photo)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(photo);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(photo, PhotoCount);
        return photo / index.PhotosPerShard;
    }

    private ValueTask<byte[]> ReadRenditionShardAsync(int shard, CancellationToken cancellationToken) =>
        ReadAsync(index.Renditions[shard], (long)index.CountOf(shard) * PackedBlobRef.Size, $"renditions, shard {shard} of {index.Renditions.Count}", cancellationToken);

    private async ValueTask<List<(BlobRef Photo, string FileName)>> ReadOriginalShardAsync(int shard, CancellationToken cancellationToken)
    {
        string part = $"photos, shard {shard} of {index.Originals.Count}";
        byte[] rows = await ReadAsync(index.Originals[shard], expectedLength: null, part, cancellationToken);
        try
        {
            return OriginalRows.Read(rows, index.CountOf(shard));
        }
        catch (InvalidDataException wrong)
        {
            throw Damaged(part, wrong.Message);
        }
    }

    private async ValueTask<byte[]> ReadAsync(BlobRef reference, long? expectedLength, string part, CancellationToken cancellationToken)
    {
        if (expectedLength is { } length && reference.Length != length)
        {
            throw Damaged(part, $"its blob has {reference.Length} bytes where its photos take {length}");
        }

        try
        {
            return await parts.ReadAsync(reference, cancellationToken);
        }
        catch (Exception cause) when (cause is BlobCorruptException or BlobNotFoundException)
        {
            throw Damaged(part, cause.Message);
        }
    }

    private DamagedException Damaged(string part, string fault) =>
        new("manifest-damaged", $"A part of the manifest {blob.Sha256} cannot be read ({part}): {fault} Restore the file from a backup, or import the dataset again.");
}
