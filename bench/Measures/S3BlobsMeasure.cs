using System.Diagnostics;
using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Grains.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// Blobs through the S3 store, against the bucket that the environment names as it does for a silo (BIRDGRID__BLOBS__S3__BUCKET, __ENDPOINT, ...):
/// large ones (in parts) and small ones (photos), put, downloaded into an empty cache, and read from the cache.
/// </summary>
internal sealed class S3BlobsMeasure : IMeasure
{
    private const int LargeBytes = 64 << 20;
    private const int LargeCount = 4;
    private const int SmallBytes = 64 << 10;
    private const int SmallCount = 200;

    /// <inheritdoc/>
    public string Name => "s3-download";

    /// <inheritdoc/>
    public string Description => "MB/s of 64 MiB blobs downloaded from the bucket that BIRDGRID__BLOBS__S3__* names, checked";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        await MeasureAsync(notes, "64 KiB", SmallBytes, SmallCount, cancellationToken);
        return await MeasureAsync(notes, "64 MiB", LargeBytes, LargeCount, cancellationToken);
    }

    private static async Task<double> MeasureAsync(TextWriter notes, string size, int bytes, int count, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        await using var writer = Open(Path.Combine(folder.Path, "writer"));
        await using var reader = Open(Path.Combine(folder.Path, "reader"));
        byte[] content = new byte[bytes];
        var blobs = new List<BlobRef>();
        double put = await RateAsync(async i =>
        {
            // New bytes in every run: what the bucket has already is not uploaded again.
            Random.Shared.NextBytes(content.AsSpan(0, 64));
            blobs.Add(await writer.GetRequiredService<IBlobStore>().PutAsync(content, cancellationToken));
        });
        double download = await RateAsync(i => reader.GetRequiredService<IBlobStore>().ReadAsync(blobs[i], cancellationToken));
        double cached = await RateAsync(i => reader.GetRequiredService<IBlobStore>().ReadAsync(blobs[i], cancellationToken));
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} blobs of {size}, one after the other: put {put:0.0} MB/s, downloaded {download:0.0} MB/s, from the cache {cached:0.0} MB/s"));
        return download;

        async Task<double> RateAsync(Func<int, Task> work)
        {
            var clock = Stopwatch.StartNew();
            for (int i = 0; i < count; i++)
            {
                await work(i);
            }

            return (double)bytes * count / 1e6 / clock.Elapsed.TotalSeconds;
        }
    }

    private static ServiceProvider Open(string cache)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddS3BlobStore(bucket => bucket.BindConfiguration(S3BlobStoreOptions.Section), folder => folder.Configure(o => o.Directory = cache))
            .BuildServiceProvider();
    }
}
