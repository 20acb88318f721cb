using BirdGrid.Grains.Blobs;
using BirdGrid.TestSupport;

namespace BirdGrid.Grains.Tests.Blobs;

/// <summary>The S3 store behind a network that fails in every way.</summary>
public sealed class S3FaultTests(S3Server server) : IClassFixture<S3Server>, IDisposable
{
    private readonly S3Fixture _s3 = new(server);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _s3.Dispose();

    [Theory]
    [InlineData((int)Fault.Unavailable)]
    [InlineData((int)Fault.HangUp)]
    [InlineData((int)Fault.CutAnswer)]
    [InlineData((int)Fault.SilentAnswer)]
    public async Task An_upload_that_fails_twice_is_sent_again(int fault)
    {
        await using var proxy = FaultProxy.FirstMeet(server.Address, request => request.StartsWith("PUT ", StringComparison.Ordinal), (Fault)fault, (Fault)fault);
        var settings = _s3.Settings(proxy.Address);
        settings.RequestTimeoutSeconds = (Fault)fault == Fault.SilentAnswer ? 3 : settings.RequestTimeoutSeconds;
        var store = _s3.Open("cache", settings);

        var blob = await store.PutAsync("abc"u8.ToArray(), Cancellation);

        Assert.Equal(3, proxy.Requests.Count(request => request.StartsWith("PUT ", StringComparison.Ordinal)));
        Assert.Equal("abc"u8.ToArray(), await _s3.Open("another").ReadAsync(blob, Cancellation));
    }

    [Fact]
    public async Task A_part_that_fails_is_sent_again()
    {
        byte[] content = new byte[11 << 20];
        new Random(5).NextBytes(content);
        await using var proxy = FaultProxy.FirstMeet(server.Address, request => request.Contains("partNumber=", StringComparison.Ordinal), Fault.Unavailable, Fault.HangUp);
        var store = _s3.Open("cache", _s3.Settings(proxy.Address));

        var blob = await store.PutAsync(new MemoryStream(content), Cancellation);

        Assert.Equal(5, proxy.Requests.Count(request => request.Contains("partNumber=", StringComparison.Ordinal)));
        Assert.Equal(content, await _s3.Open("another").ReadAsync(blob, Cancellation));
    }

    [Theory]
    [InlineData((int)Fault.Unavailable)]
    [InlineData((int)Fault.HangUp)]
    [InlineData((int)Fault.CutAnswer)]
    [InlineData((int)Fault.SilentAnswer)]
    [InlineData((int)Fault.WrongByte)]
    public async Task A_download_that_fails_is_repeated(int fault)
    {
        byte[] content = new byte[100_000];
        new Random(6).NextBytes(content);
        var blob = await _s3.Open("writer").PutAsync(content, Cancellation);
        await using var proxy = FaultProxy.FirstMeet(server.Address, IsGet, (Fault)fault);
        var settings = _s3.Settings(proxy.Address);
        settings.RequestTimeoutSeconds = (Fault)fault == Fault.SilentAnswer ? 3 : settings.RequestTimeoutSeconds;

        Assert.Equal(content, await _s3.Open("reader", settings).ReadAsync(blob, Cancellation));

        Assert.Equal(2, proxy.Requests.Count);
    }

    [Fact]
    public async Task A_download_that_always_fails_says_so_in_a_sentence()
    {
        var blob = await _s3.Open("writer").PutAsync(new byte[1000], Cancellation);
        await using var proxy = new FaultProxy(server.Address, request => IsGet(request) ? Fault.CutAnswer : Fault.None);
        var settings = _s3.Settings(proxy.Address);
        settings.MaximumAttempts = 2;

        var error = await Assert.ThrowsAsync<BlobStoreException>(() => _s3.Open("reader", settings).ReadAsync(blob, Cancellation));

        Assert.Contains("does not answer", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, proxy.Requests.Count);
        Assert.Empty(Directory.EnumerateFiles(_s3.CacheFolder("reader"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_download_that_is_wrong_twice_is_corrupt()
    {
        var blob = await _s3.Open("writer").PutAsync(new byte[1000], Cancellation);
        await using var proxy = new FaultProxy(server.Address, request => IsGet(request) ? Fault.WrongByte : Fault.None);

        await Assert.ThrowsAsync<BlobCorruptException>(() => _s3.Open("reader", _s3.Settings(proxy.Address)).ReadAsync(blob, Cancellation));

        Assert.Equal(2, proxy.Requests.Count);
    }

    [Fact]
    public async Task A_cancelled_read_stops_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        var blob = await _s3.Open("writer").PutAsync(new byte[1000], Cancellation);
        await using var proxy = new FaultProxy(server.Address, _ =>
        {
            cancellation.Cancel();
            return Fault.SilentAnswer;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _s3.Open("reader", _s3.Settings(proxy.Address)).ReadAsync(blob, cancellation.Token));
    }

    private static bool IsGet(string request) => request.StartsWith("GET ", StringComparison.Ordinal);
}
