using BirdGrid.Grains.Blobs;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Tests.Blobs;

public sealed class DirectoryBlobStoreTests : IDisposable
{
    private const string HashOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private readonly TemporaryFolder _folder = new();
    private readonly DirectoryBlobStore _store;

    public DirectoryBlobStoreTests()
    {
        _store = Open();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_blob_lies_under_its_hash()
    {
        var blob = await _store.PutAsync("abc"u8.ToArray(), Cancellation);

        Assert.Equal(new BlobRef(HashOfAbc, 3), blob);
        Assert.Equal(_folder.File($"ba/{HashOfAbc}"), _store.TryGetLocalPath(blob));
        Assert.Equal("abc"u8.ToArray(), await _store.ReadAsync(blob, Cancellation));
        Assert.True(await _store.ExistsAsync(blob, Cancellation));
    }

    [Fact]
    public async Task Any_bytes_come_back_from_either_way_in_by_either_way_out()
    {
        await Gen.Byte.Array[0, 5000].SampleAsync(
            async content =>
            {
                var fromMemory = await _store.PutAsync(content, Cancellation);
                var fromStream = await _store.PutAsync(new MemoryStream(content), Cancellation);
                Assert.Equal(fromMemory, fromStream);
                Assert.Equal(content, await _store.ReadAsync(fromMemory, Cancellation));
                await using var stream = await _store.OpenReadAsync(fromMemory, Cancellation);
                var copy = new MemoryStream();
                await stream.CopyToAsync(copy, Cancellation);
                Assert.Equal(content, copy.ToArray());
            },
            iter: 40);
    }

    [Fact]
    public async Task A_stream_longer_than_the_buffer_is_stored_whole()
    {
        byte[] content = new byte[1_000_003];
        new Random(3).NextBytes(content);

        var blob = await _store.PutAsync(new MemoryStream(content), Cancellation);

        Assert.Equal(BlobHash.Of(content), blob.Sha256);
        Assert.Equal(content, await _store.ReadAsync(blob, Cancellation));
    }

    [Fact]
    public async Task Concurrent_puts_of_the_same_bytes_store_them_once()
    {
        byte[] content = new byte[100_000];
        var other = Open();

        var blobs = await Task.WhenAll(Enumerable.Range(0, 24).Select(i =>
            (i % 2 == 0 ? _store : other).PutAsync(new MemoryStream(content), Cancellation)));

        Assert.Single(blobs.Distinct());
        Assert.Single(StoredFiles());
        Assert.Empty(TemporaryFiles());
        Assert.Equal(content, await _store.ReadAsync(blobs[0], Cancellation));
    }

    [Fact]
    public async Task A_second_put_leaves_the_file_untouched()
    {
        var blob = await _store.PutAsync("abc"u8.ToArray(), Cancellation);
        string path = _store.TryGetLocalPath(blob)!;
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        await _store.PutAsync("abc"u8.ToArray(), Cancellation);
        await _store.PutAsync(new MemoryStream("abc"u8.ToArray()), Cancellation);

        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public async Task A_put_that_fails_midway_leaves_nothing()
    {
        await Assert.ThrowsAsync<IOException>(() => _store.PutAsync(new BreakingStream(), Cancellation));

        Assert.Empty(StoredFiles());
        Assert.Empty(TemporaryFiles());
    }

    [Fact]
    public async Task A_cancelled_put_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var stream = new CallbackStream(cancellation.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.PutAsync(stream, cancellation.Token));

        Assert.Empty(StoredFiles());
        Assert.Empty(TemporaryFiles());
    }

    [Fact]
    public async Task A_put_in_progress_is_invisible_and_survives_another_silos_start()
    {
        int temporaryCount = 0;
        var stream = new CallbackStream(() =>
        {
            Open();
            temporaryCount = TemporaryFiles().Length;
            Assert.Empty(StoredFiles());
        });

        var blob = await _store.PutAsync(stream, Cancellation);

        Assert.Equal(1, temporaryCount);
        Assert.Equal(CallbackStream.Content, await _store.ReadAsync(blob, Cancellation));
        Assert.Empty(TemporaryFiles());
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_swept_at_the_next_start()
    {
        string leftover = _folder.File($"tmp/{Guid.NewGuid():N}.tmp");
        await File.WriteAllTextAsync(leftover, "half a pho", Cancellation);

        Open();

        Assert.False(File.Exists(leftover));
    }

    [Fact]
    public async Task A_missing_blob_is_named()
    {
        var missing = new BlobRef(HashOfAbc, 3);

        var error = await Assert.ThrowsAsync<BlobNotFoundException>(() => _store.ReadAsync(missing, Cancellation));

        Assert.Equal(missing, error.Blob);
        Assert.Contains(HashOfAbc, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BlobNotFoundException>(() => _store.OpenReadAsync(missing, Cancellation));
        Assert.False(await _store.ExistsAsync(missing, Cancellation));
        Assert.Null(_store.TryGetLocalPath(missing));
    }

    [Fact]
    public async Task A_flipped_bit_is_detected()
    {
        var blob = await _store.PutAsync("abc"u8.ToArray(), Cancellation);
        await File.WriteAllTextAsync(_store.TryGetLocalPath(blob)!, "abb", Cancellation);

        var error = await Assert.ThrowsAsync<BlobCorruptException>(() => _store.ReadAsync(blob, Cancellation));

        Assert.Equal(blob, error.Blob);
        Assert.Contains("another hash", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_blob_is_detected_and_healed_by_the_next_put()
    {
        var blob = await _store.PutAsync("abc"u8.ToArray(), Cancellation);
        await File.WriteAllTextAsync(_store.TryGetLocalPath(blob)!, "ab", Cancellation);

        await Assert.ThrowsAsync<BlobCorruptException>(() => _store.ReadAsync(blob, Cancellation));
        await Assert.ThrowsAsync<BlobCorruptException>(() => _store.OpenReadAsync(blob, Cancellation));
        await _store.PutAsync("abc"u8.ToArray(), Cancellation);

        Assert.Equal("abc"u8.ToArray(), await _store.ReadAsync(blob, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("..7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("ba/816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public async Task Only_a_hash_is_a_name(string name)
    {
        var blob = new BlobRef(name, 3);

        await Assert.ThrowsAsync<ArgumentException>(() => _store.ReadAsync(blob, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.OpenReadAsync(blob, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.ExistsAsync(blob, Cancellation));
        Assert.Throws<ArgumentException>(() => _store.TryGetLocalPath(blob));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named_by_the_validator()
    {
        string file = _folder.File("a-file");
        await File.WriteAllTextAsync(file, "", Cancellation);
        var provider = new ServiceCollection().AddLogging().AddDirectoryBlobStore(options => options.Configure(store => store.RootPath = Path.Combine(file, "blobs"))).BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        var unnamed = new DirectoryBlobStoreOptionsValidator().Validate(null, new DirectoryBlobStoreOptions());
        Assert.Contains("RootPath is missing", unnamed.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_registered_store_works()
    {
        await using var provider = new ServiceCollection().AddLogging().AddDirectoryBlobStore(options => options.Configure(store => store.RootPath = _folder.File("registered"))).BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
        var store = provider.GetRequiredService<IBlobStore>();

        var blob = await store.PutAsync("abc"u8.ToArray(), Cancellation);

        Assert.True(File.Exists(_folder.File($"registered/ba/{blob.Sha256}")));
        Assert.Empty(Directory.GetFiles(_folder.File("registered")));
    }

    private DirectoryBlobStore Open() => new(Options.Create(new DirectoryBlobStoreOptions { RootPath = _folder.Path }), NullLogger<DirectoryBlobStore>.Instance);

    private string[] StoredFiles() => [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".tmp", StringComparison.Ordinal))];

    private string[] TemporaryFiles() => Directory.GetFiles(_folder.File("tmp"));

    /// <summary>Gives some bytes and then fails, like a client whose connection breaks.</summary>
    private sealed class BreakingStream : MemoryStream
    {
        private bool _hasGiven;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_hasGiven)
            {
                throw new IOException("connection reset");
            }

            _hasGiven = true;
            return ValueTask.FromResult(1000);
        }
    }

    /// <summary>Gives its content, calls back, and ends.</summary>
    private sealed class CallbackStream(Action callback) : MemoryStream(Content)
    {
        public static readonly byte[] Content = [1, 2, 3, 4];

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await base.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                callback();
            }

            return count;
        }
    }
}
