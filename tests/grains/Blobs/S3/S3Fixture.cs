using BirdGrid.Grains.Blobs;
using BirdGrid.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Tests.Blobs;

/// <summary>A prefix of its own in a real bucket, and stores over it whose caches go away with the test.</summary>
internal sealed class S3Fixture(S3Server server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<S3Bucket> _buckets = [];

    /// <summary>What this test's keys begin with.</summary>
    public string Prefix { get; } = $"tests/{Guid.NewGuid():N}";

    /// <summary>Hashes of the objects below the prefix.</summary>
    public IReadOnlyList<string> StoredHashes() => [.. server.KeysBelow(Prefix).Select(key => Path.GetFileName(key))];

    /// <summary>Folder of a cache.</summary>
    public string CacheFolder(string name) => _folder.File(name);

    /// <summary>The file of an object at the server.</summary>
    public string ObjectFile(BlobRef blob) => server.FileOf($"{Prefix}/{BlobHash.PathOf(blob)}");

    /// <summary>Settings for quick tests: the smallest parts.</summary>
    public S3BlobStoreOptions Settings(Uri? endpoint = null) => new()
    {
        Bucket = S3Server.Bucket,
        Endpoint = (endpoint ?? server.Address).ToString(),
        Prefix = Prefix,
        AccessKey = S3Server.Key,
        SecretKey = S3Server.Key,
        MultipartThresholdMiB = 6,
        PartMiB = 5,
    };

    /// <summary>The bucket by itself.</summary>
    public S3Bucket OpenBucket(S3BlobStoreOptions settings)
    {
        var bucket = new S3Bucket(Options.Create(settings), TimeProvider.System, NullLogger<S3Bucket>.Instance);
        _buckets.Add(bucket);
        return bucket;
    }

    /// <summary>A store with the cache of that name.</summary>
    public S3BlobStore Open(string cache, S3BlobStoreOptions? settings = null)
    {
        var bucket = OpenBucket(settings ?? Settings());
        return new S3BlobStore(bucket, OpenCache(bucket, cache));
    }

    /// <summary>Settings of the cache of that name.</summary>
    public IOptions<BlobCacheOptions> CacheOptions(string cache) => Options.Create(new BlobCacheOptions { Directory = CacheFolder(cache), MaximumMiB = 100 });

    public void Dispose()
    {
        _buckets.ForEach(bucket => bucket.Dispose());
        _folder.Dispose();
    }

    private BlobCache OpenCache(S3Bucket bucket, string cache) => new(bucket, CacheOptions(cache), TimeProvider.System, NullLogger<BlobCache>.Instance);
}
