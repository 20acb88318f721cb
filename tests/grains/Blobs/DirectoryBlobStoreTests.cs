using System.Runtime.Versioning;
using BirdGrid.Grains.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Tests.Blobs;

public sealed class DirectoryBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DirectoryBlobStore _store;

    public DirectoryBlobStoreTests()
    {
        _store = Open();
    }

    protected override IBlobStore Store => _store;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_blob_lies_under_its_hash()
    {
        var blob = await _store.PutAsync("abc"u8.ToArray(), Cancellation);

        Assert.Equal(_folder.File($"ba/{HashOfAbc}"), _store.TryGetLocalPath(blob));
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
    public async Task A_flipped_bit_is_healed_by_every_kind_of_put()
    {
        var blob = await _store.PutAsync("abc"u8.ToArray(), Cancellation);
        foreach (bool isStream in (bool[])[false, true])
        {
            Damage(blob, "abb");
            await (isStream ? _store.PutAsync(new MemoryStream("abc"u8.ToArray()), Cancellation) : _store.PutAsync("abc"u8.ToArray(), Cancellation));
            Assert.Equal("abc"u8.ToArray(), await _store.ReadAsync(blob, Cancellation));
        }
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_may_read_a_blob()
    {
        var blob = await _store.PutAsync("abc"u8.ToArray(), Cancellation);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_store.TryGetLocalPath(blob)!));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.File("ba")));
    }

    [Fact]
    public async Task A_put_in_progress_is_invisible_and_survives_another_silos_start()
    {
        int temporaryCount = 0;
        var stream = new CallbackStream(() =>
        {
            Open();
            temporaryCount = TemporaryFiles().Count;
            Assert.Empty(StoredHashes());
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

    protected override IBlobStore OpenAnother() => Open();

    protected override IReadOnlyList<string> StoredHashes() =>
        [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".tmp", StringComparison.Ordinal)).Select(path => Path.GetFileName(path))];

    protected override IReadOnlyList<string> TemporaryFiles() => Directory.GetFiles(_folder.File("tmp"));

    protected override void Damage(BlobRef blob, string content) => File.WriteAllText(_store.TryGetLocalPath(blob)!, content);

    private DirectoryBlobStore Open() => new(Options.Create(new DirectoryBlobStoreOptions { RootPath = _folder.Path }), NullLogger<DirectoryBlobStore>.Instance);
}
