using System.Globalization;
using System.Text;
using System.Text.Json;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using CsCheck;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Tests.Datasets;

public sealed class ManifestStoreTests
{
    private const int Shard = ManifestWriter.PhotosPerShard;

    private readonly RecordingBlobStore blobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_number_of_photos_comes_back_as_it_was_written()
    {
        // Sizes around the borders of shards, where a row could be lost or doubled.
        var sizes = Gen.OneOf(Gen.Int[1, 40], Gen.Int[Shard - 2, Shard + 2], Gen.Int[(2 * Shard) - 2, (2 * Shard) + 2]);
        await sizes.SampleAsync(async size =>
        {
            var photos = Photos(size);
            var manifest = await ReopenAsync(photos);
            var columns = await manifest.ReadColumnsAsync(Token);

            Assert.Equal(size, manifest.PhotoCount);
            Assert.Equal(photos, await manifest.ReadPhotosAsync(Token).ToListAsync(Token));
            Assert.Equal(photos.Select(p => (p.Label, p.Split)), Enumerable.Range(0, size).Select(i => (columns.LabelOf(i), columns.SplitOf(i))));
            Assert.Equal(Enumerable.Range(0, size).Where(i => photos[i].Split == DatasetSplit.Test), columns.IndicesOf(DatasetSplit.Test));
            int[] some = [size - 1, 0, size / 2, size - 1];
            Assert.Equal(some.Select(i => photos[i].Rendition), await manifest.ReadRenditionsAsync(some, Token));
        }, iter: 12);
    }

    [Fact]
    public async Task The_same_photos_have_the_same_manifest()
    {
        var first = await Store().WriteAsync(["a", "b"], Photos(Shard + 5), Token);
        Assert.Equal(first, await Store().WriteAsync(["a", "b"], Photos(Shard + 5), Token));
        Assert.NotEqual(first, await Store().WriteAsync(["a", "b"], Photos(Shard + 6), Token));
        Assert.NotEqual(first, await Store().WriteAsync(["a", "c"], Photos(Shard + 5), Token));
    }

    [Fact]
    public async Task A_batch_reads_the_shards_of_its_photos_once_and_no_others()
    {
        var manifest = await ReopenAsync(Photos(4 * Shard));
        blobs.Reads.Clear();
        await manifest.ReadRenditionsAsync([Shard + 1, 3 * Shard, Shard], Token);
        Assert.Equal(2, blobs.Reads.Count);
        await manifest.ReadRenditionsAsync([Shard + 7, (3 * Shard) + 7], Token);
        Assert.Equal(2, blobs.Reads.Count);
        await manifest.ReadRenditionsAsync([0], Token);
        Assert.Equal(3, blobs.Reads.Count);
    }

    [Fact]
    public async Task A_training_plan_reads_neither_file_names_nor_hashes()
    {
        var blob = await Store().WriteAsync(["a", "b"], Photos(3 * Shard), Token);
        blobs.Reads.Clear();
        await Store().ReadColumnsAsync(blob, Token);
        Assert.Equal(2, blobs.Reads.Count);
        Assert.Equal(3 * Shard * ManifestColumns.BytesPerPhoto, blobs.Reads.Sum(hash => hash == blob.Sha256 ? 0 : blobs[hash].Length));
    }

    [Fact]
    public async Task A_small_cache_reads_again_and_says_the_same()
    {
        var photos = Photos(8 * Shard);
        var blob = await Store().WriteAsync(["a", "b"], photos, Token);
        var manifest = await Store(cacheMiB: 1).OpenAsync(blob, Token);
        int[] spread = [.. Enumerable.Range(0, 8).Select(shard => (shard * Shard) + shard)];
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(spread.Select(i => photos[i].Rendition), await manifest.ReadRenditionsAsync(spread, Token));
        }
    }

    [Fact]
    public async Task A_manifest_written_as_one_blob_is_still_read()
    {
        // The very text that versions before the index wrote.
        string rows = string.Join(',', Photos(3).Select(p => $$"""{"fileName":"{{p.FileName}}","label":{{p.Label}},"split":"{{p.Split}}","photo":{{Json(p.Photo)}},"rendition":{{Json(p.Rendition)}} }"""));
        var blob = await blobs.PutAsync(Encoding.UTF8.GetBytes($$"""{"classes":["a","b"],"photos":[{{rows}}]}"""), Token);
        var manifest = await Store().OpenAsync(blob, Token);
        var columns = await manifest.ReadColumnsAsync(Token);

        Assert.Equal(["a", "b"], manifest.Classes);
        Assert.Equal(Photos(3), await manifest.ReadPhotosAsync(Token).ToListAsync(Token));
        Assert.Equal([Photos(3)[2].Rendition, Photos(3)[0].Rendition], await manifest.ReadRenditionsAsync([2, 0], Token));
        Assert.Equal(Photos(3).Select(p => p.Label), Enumerable.Range(0, 3).Select(columns.LabelOf));
    }

    [Fact]
    public async Task A_damaged_shard_is_named()
    {
        var blob = await Store().WriteAsync(["a", "b"], Photos(2 * Shard), Token);
        string shard = Index(blob).GetProperty("renditions")[1].GetProperty("sha256").GetString()!;
        blobs[shard] = [.. blobs[shard].Select((b, i) => i == 100 ? (byte)~b : b)];
        var manifest = await Store().OpenAsync(blob, Token);

        Assert.Single(await manifest.ReadRenditionsAsync([5], Token));
        var damaged = await Assert.ThrowsAsync<DamagedException>(async () => await manifest.ReadRenditionsAsync([5, Shard + 5], Token));
        Assert.Contains("renditions, shard 1 of 2", damaged.Message, StringComparison.Ordinal);
        Assert.Contains(blob.Sha256, damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_photo_that_is_not_there_and_a_later_format_are_refused()
    {
        var manifest = await ReopenAsync(Photos(3));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await manifest.ReadRenditionsAsync([3], Token));

        var blob = await Store().WriteAsync(["a", "b"], Photos(3), Token);
        var later = await blobs.PutAsync(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(blobs[blob.Sha256]).Replace("\"format\":2", "\"format\":9", StringComparison.Ordinal)), Token);
        Assert.Contains("format 9", (await Assert.ThrowsAsync<InvalidDataException>(async () => await Store().OpenAsync(later, Token))).Message, StringComparison.Ordinal);
    }

    private static DatasetPhoto[] Photos(int count) => [.. Enumerable.Range(0, count).Select(i => new DatasetPhoto
    {
        FileName = $"möwe/{i}.jpg",
        Label = i * 2 / count,
        Split = (DatasetSplit)(1 + (i % 3)),
        Photo = Blob(2 * i, i),
        Rendition = Blob((2 * i) + 1, 3L * i),
    })];

    private static BlobRef Blob(int number, long length) => new((number * 2_654_435_761L).ToString("x64", CultureInfo.InvariantCulture), length);

    private static string Json(BlobRef blob) => $$"""{"sha256":"{{blob.Sha256}}","length":{{blob.Length}}}""";

    private JsonElement Index(BlobRef blob) => JsonDocument.Parse(blobs[blob.Sha256]).RootElement;

    private async Task<IDatasetManifest> ReopenAsync(DatasetPhoto[] photos) =>
        await Store().OpenAsync(await Store().WriteAsync(["a", "b"], photos, Token), Token);

    private ManifestStore Store(int cacheMiB = 16) =>
        new(blobs, new ManifestBlobCache(blobs, Options.Create(new ManifestOptions { CacheMiB = cacheMiB })));
}
