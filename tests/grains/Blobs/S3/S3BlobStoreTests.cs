using BirdGrid.Grains.Blobs;
using BirdGrid.TestSupport;

namespace BirdGrid.Grains.Tests.Blobs;

/// <summary>The S3 store against a real S3-speaking server.</summary>
public sealed class S3BlobStoreTests : BlobStoreContract, IClassFixture<S3Server>, IDisposable
{
    private readonly S3Fixture _s3;
    private readonly S3BlobStore _store;

    public S3BlobStoreTests(S3Server server)
    {
        _s3 = new S3Fixture(server);
        _store = _s3.Open("cache");
    }

    protected override IBlobStore Store => _store;

    public void Dispose() => _s3.Dispose();

    [Fact]
    public async Task A_large_blob_goes_up_in_parts_and_comes_back()
    {
        byte[] content = new byte[(16 << 20) + 3];
        new Random(4).NextBytes(content);
        await using var proxy = new FaultProxy(new Uri(_s3.Settings().Endpoint), _ => Fault.None);
        var store = _s3.Open("uploader", _s3.Settings(proxy.Address));

        var blob = await store.PutAsync(new MemoryStream(content), Cancellation);

        Assert.Equal(4, proxy.Requests.Count(request => request.Contains("partNumber=", StringComparison.Ordinal)));
        Assert.Equal(content, await OpenAnother().ReadAsync(blob, Cancellation));
        Assert.Equal(content.Length, new FileInfo(_s3.ObjectFile(blob)).Length);
    }

    [Fact]
    public async Task A_cancelled_upload_in_parts_is_aborted_and_leaves_no_object()
    {
        using var cancellation = new CancellationTokenSource();
        await using var proxy = new FaultProxy(new Uri(_s3.Settings().Endpoint), request =>
        {
            if (request.Contains("partNumber=3", StringComparison.Ordinal))
            {
                cancellation.Cancel();
            }

            return Fault.None;
        });
        var store = _s3.Open("cancelled", _s3.Settings(proxy.Address));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PutAsync(new MemoryStream(new byte[40 << 20]), cancellation.Token));

        Assert.Empty(StoredHashes());
        Assert.Empty(Directory.EnumerateFiles(_s3.CacheFolder("cancelled"), "*", SearchOption.AllDirectories));

        // s3rver knows no AbortMultipartUpload; that it was asked for is what can be seen here.
        Assert.Contains(proxy.Requests, request => request.StartsWith("DELETE ", StringComparison.Ordinal) && request.Contains("uploadId=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upload_in_parts_whose_last_answer_was_lost_has_succeeded()
    {
        await using var proxy = FaultProxy.FirstMeet(
            new Uri(_s3.Settings().Endpoint), request => request.StartsWith("POST ", StringComparison.Ordinal) && request.Contains("uploadId=", StringComparison.Ordinal), Fault.CutAnswer);
        var store = _s3.Open("lost-answer", _s3.Settings(proxy.Address));
        byte[] content = new byte[11 << 20];

        var blob = await store.PutAsync(new MemoryStream(content), Cancellation);

        Assert.Equal(content, await OpenAnother().ReadAsync(blob, Cancellation));
    }

    [Fact]
    public async Task A_second_put_uploads_nothing()
    {
        var blob = await _store.PutAsync("abc"u8.ToArray(), Cancellation);
        await using var proxy = new FaultProxy(new Uri(_s3.Settings().Endpoint), _ => Fault.None);
        var other = _s3.Open("other", _s3.Settings(proxy.Address));

        Assert.Equal(blob, await other.PutAsync("abc"u8.ToArray(), Cancellation));
        Assert.Equal(blob, await other.PutAsync(new MemoryStream("abc"u8.ToArray()), Cancellation));

        Assert.All(proxy.Requests, request => Assert.StartsWith("HEAD ", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_object_is_named()
    {
        var blob = await _store.PutAsync("abc"u8.ToArray(), Cancellation);
        Damage(blob, "abb");

        var error = await Assert.ThrowsAsync<BlobCorruptException>(() => OpenAnother().OpenReadAsync(blob, Cancellation));

        Assert.Contains(HashOfAbc, error.Message, StringComparison.Ordinal);
    }

    protected override IBlobStore OpenAnother() => _s3.Open(Guid.NewGuid().ToString("N"));

    protected override IReadOnlyList<string> StoredHashes() => _s3.StoredHashes();

    protected override IReadOnlyList<string> TemporaryFiles() => Directory.GetFiles(Path.Combine(_s3.CacheFolder("cache"), "tmp"));

    protected override void Damage(BlobRef blob, string content)
    {
        File.WriteAllText(_s3.ObjectFile(blob), content);

        // The cache would hide it.
        if (_store.TryGetLocalPath(blob) is { } cached)
        {
            File.Delete(cached);
        }
    }
}
