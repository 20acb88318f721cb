using System.Diagnostics.Metrics;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Blobs;

public sealed class BlobCacheTests : IDisposable
{
    private const int BoundBytes = 1 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(50)) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
    private readonly ScriptedSource _source = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_read_needs_no_download_and_a_restart_keeps_the_files()
    {
        var blob = _source.Add(1000, seed: 1);

        await ReadAsync(Open(), blob);
        await ReadAsync(Open(), blob);

        Assert.Equal(1, _source.Downloads);
    }

    [Fact]
    public async Task The_bound_is_kept_and_the_longest_unused_go_first()
    {
        var cache = Open();
        var blobs = Enumerable.Range(0, 3).Select(seed => _source.Add(300_000, seed)).ToArray();
        foreach (var blob in blobs)
        {
            await ReadAsync(cache, blob);
        }

        await ReadAsync(cache, blobs[0]);
        var fourth = _source.Add(300_000, seed: 9);
        await ReadAsync(cache, fourth);

        Assert.Null(cache.TryGetPath(blobs[1]));
        Assert.All([blobs[0], blobs[2], fourth], kept => Assert.NotNull(cache.TryGetPath(kept)));
        Assert.InRange(CachedBytes(), 1, BoundBytes);
    }

    [Fact]
    public async Task The_bound_is_kept_through_many_blobs_of_all_sizes()
    {
        var cache = Open();
        var random = new Random(7);
        for (int i = 0; i < 200; i++)
        {
            await ReadAsync(cache, _source.Add(random.Next(1, 120_000), seed: i));
            Assert.InRange(CachedBytes(), 1, BoundBytes);
        }
    }

    [Fact]
    public async Task A_lower_bound_is_kept_from_the_start()
    {
        var large = Open(maximumMiB: 4);
        foreach (int seed in Enumerable.Range(0, 10))
        {
            await ReadAsync(large, _source.Add(300_000, seed));
        }

        Open(maximumMiB: 1);

        Assert.InRange(CachedBytes(), 1, BoundBytes);
    }

    [Fact]
    public async Task A_blob_larger_than_the_bound_can_be_read_and_goes_with_the_next()
    {
        var cache = Open();
        var large = _source.Add(3 * BoundBytes, seed: 1);
        var small = _source.Add(1000, seed: 2);

        await ReadAsync(cache, large);
        await ReadAsync(cache, small);

        Assert.Null(cache.TryGetPath(large));
        Assert.NotNull(cache.TryGetPath(small));
    }

    [Fact]
    public async Task A_file_being_read_outlives_its_eviction()
    {
        var cache = Open();
        var blob = _source.Add(500_000, seed: 1);
        await using var reader = await cache.OpenAsync(blob, Cancellation);
        foreach (int seed in Enumerable.Range(2, 5))
        {
            await ReadAsync(cache, _source.Add(300_000, seed));
        }

        Assert.Null(cache.TryGetPath(blob));
        byte[] content = new byte[blob.Length];
        await reader.ReadExactlyAsync(content, Cancellation);
        Assert.Equal(blob.Sha256, BlobHash.Of(content));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(10)]
    [InlineData(0)]
    public async Task A_damaged_file_is_downloaded_again(int damagedLength)
    {
        var cache = Open();
        var blob = _source.Add(1000, seed: 1);
        await ReadAsync(cache, blob);
        await File.WriteAllBytesAsync(cache.TryGetPath(blob)!, new byte[damagedLength], Cancellation);

        await ReadAsync(cache, blob);

        Assert.Equal(2, _source.Downloads);
        Assert.Equal(blob.Sha256, BlobHash.Of(await File.ReadAllBytesAsync(cache.TryGetPath(blob)!, Cancellation)));
    }

    [Fact]
    public async Task Concurrent_readers_share_one_download()
    {
        var gate = new TaskCompletionSource();
        _source.Gate = gate.Task;
        var cache = Open();
        var blob = _source.Add(100_000, seed: 1);

        var reads = Enumerable.Range(0, 16).Select(_ => Task.Run(() => ReadAsync(cache, blob))).ToArray();
        await Task.Delay(50, Cancellation);
        gate.SetResult();
        await Task.WhenAll(reads);

        Assert.Equal(1, _source.Downloads);
    }

    [Fact]
    public async Task Two_caches_over_one_folder_get_along()
    {
        var caches = new[] { Open(), Open() };
        var blobs = Enumerable.Range(0, 12).Select(seed => _source.Add(250_000, seed)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(reader => Task.Run(async () =>
        {
            var random = new Random(reader);
            for (int i = 0; i < 40; i++)
            {
                await ReadAsync(caches[reader % 2], blobs[random.Next(blobs.Length)]);
            }
        })));

        // Each may be a sixteenth ahead of what it has counted, and the blob that came last is not counted out.
        Assert.InRange(CachedBytes(), 1, BoundBytes + (2 * (BoundBytes / 16)) + (8 * 250_000));
        Assert.Empty(Directory.GetFiles(_folder.File("tmp")));
    }

    [Fact]
    public async Task A_reader_that_gives_up_leaves_the_download_to_the_others()
    {
        var gate = new TaskCompletionSource();
        _source.Gate = gate.Task;
        var cache = Open();
        var blob = _source.Add(1000, seed: 1);
        using var impatience = new CancellationTokenSource();
        var impatient = cache.OpenAsync(blob, impatience.Token);
        var patient = ReadAsync(cache, blob);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();

        await patient;
        Assert.Equal(1, _source.Downloads);
    }

    [Fact]
    public async Task A_download_that_nobody_waits_for_is_cancelled()
    {
        _source.Gate = new TaskCompletionSource().Task;
        var cache = Open();
        using var impatience = new CancellationTokenSource();
        var read = cache.OpenAsync(_source.Add(1000, seed: 1), impatience.Token);
        while (_source.Downloads == 0)
        {
            await Task.Delay(5, Cancellation);
        }

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        Assert.True(_source.LastToken.IsCancellationRequested);
    }

    [Fact]
    public async Task A_blob_that_the_source_has_not_is_not_found_and_leaves_nothing()
    {
        await Assert.ThrowsAsync<BlobNotFoundException>(() => Open().OpenAsync(new BlobRef(new string('a', 64), 3), Cancellation));

        Assert.Equal(0, CachedBytes());
        Assert.Empty(Directory.GetFiles(_folder.File("tmp")));
    }

    [Fact]
    public async Task Hits_misses_and_evictions_are_measured()
    {
        var counts = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == BirdGridTelemetry.Name && instrument.Name.StartsWith("birdgrid.blob_cache.", StringComparison.Ordinal))
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            lock (counts)
            {
                counts[instrument.Name] = counts.GetValueOrDefault(instrument.Name) + value;
            }
        });
        listener.Start();
        var cache = Open();

        foreach (int seed in Enumerable.Range(0, 5))
        {
            await ReadAsync(cache, _source.Add(300_000, seed));
        }

        await ReadAsync(cache, _source.Add(300_000, seed: 4));

        // Other tests may use caches at the same time.
        Assert.True(counts["birdgrid.blob_cache.hits"] >= 1, "hits");
        Assert.True(counts["birdgrid.blob_cache.hit.bytes"] >= 300_000, "bytes of hits");
        Assert.True(counts["birdgrid.blob_cache.misses"] >= 5, "misses");
        Assert.True(counts["birdgrid.blob_cache.downloaded.bytes"] >= 1_500_000, "bytes of downloads");
        Assert.True(counts["birdgrid.blob_cache.evictions"] >= 2, "evictions");
    }

    private static async Task ReadAsync(BlobCache cache, BlobRef blob)
    {
        await using var stream = await cache.OpenAsync(blob, Cancellation);
        byte[] content = new byte[blob.Length];
        await stream.ReadExactlyAsync(content, Cancellation);
        Assert.Equal(blob.Sha256, BlobHash.Of(content));
    }

    private BlobCache Open(int maximumMiB = 1) =>
        new(_source, Options.Create(new BlobCacheOptions { Directory = _folder.Path, MaximumMiB = maximumMiB }), _clock, NullLogger<BlobCache>.Instance);

    private long CachedBytes() => new DirectoryInfo(_folder.Path).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Extension.Length == 0).Sum(file => file.Length);
}
