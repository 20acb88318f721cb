using BirdGrid.Grains.Blobs;
using CsCheck;

namespace BirdGrid.Grains.Tests.Blobs;

/// <summary>What every blob store promises; a class for each store runs it.</summary>
public abstract class BlobStoreContract
{
    protected const string HashOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The store under test, empty at first.</summary>
    protected abstract IBlobStore Store { get; }

    [Fact]
    public async Task A_blob_is_named_by_its_hash()
    {
        var blob = await Store.PutAsync("abc"u8.ToArray(), Cancellation);

        Assert.Equal(new BlobRef(HashOfAbc, 3), blob);
        Assert.Equal("abc"u8.ToArray(), await Store.ReadAsync(blob, Cancellation));
        Assert.Equal("abc", await File.ReadAllTextAsync(Store.TryGetLocalPath(blob)!, Cancellation));
        Assert.True(await Store.ExistsAsync(blob, Cancellation));
        Assert.Equal([HashOfAbc], StoredHashes());
    }

    [Fact]
    public async Task The_empty_blob_is_a_blob()
    {
        var blob = await Store.PutAsync(ReadOnlyMemory<byte>.Empty, Cancellation);

        Assert.Equal(blob, await Store.PutAsync(Stream.Null, Cancellation));
        Assert.Equal(0, blob.Length);
        Assert.True(await Store.ExistsAsync(blob, Cancellation));
        Assert.Empty(await OpenAnother().ReadAsync(blob, Cancellation));
    }

    [Fact]
    public async Task An_opened_blob_can_seek()
    {
        var blob = await Store.PutAsync("abc"u8.ToArray(), Cancellation);

        await using var stream = await OpenAnother().OpenReadAsync(blob, Cancellation);
        stream.Seek(-1, SeekOrigin.End);

        Assert.Equal('c', stream.ReadByte());
        Assert.Equal(3, stream.Length);
    }

    [Fact]
    public async Task Any_bytes_come_back_from_either_way_in_by_either_way_out()
    {
        await Gen.Byte.Array[0, 5000].SampleAsync(
            async content =>
            {
                var fromMemory = await Store.PutAsync(content, Cancellation);
                var fromStream = await Store.PutAsync(new MemoryStream(content), Cancellation);
                Assert.Equal(fromMemory, fromStream);
                Assert.Equal(content, await Store.ReadAsync(fromMemory, Cancellation));
                await using var stream = await Store.OpenReadAsync(fromMemory, Cancellation);
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

        var blob = await Store.PutAsync(new MemoryStream(content), Cancellation);

        Assert.Equal(BlobHash.Of(content), blob.Sha256);
        Assert.Equal(content, await Store.ReadAsync(blob, Cancellation));
    }

    [Fact]
    public async Task Concurrent_puts_of_the_same_bytes_store_them_once()
    {
        byte[] content = new byte[100_000];
        var other = OpenAnother();

        var blobs = await Task.WhenAll(Enumerable.Range(0, 24).Select(i =>
            (i % 2 == 0 ? Store : other).PutAsync(new MemoryStream(content), Cancellation)));

        Assert.Single(blobs.Distinct());
        Assert.Single(StoredHashes());
        Assert.Empty(TemporaryFiles());
        Assert.Equal(content, await Store.ReadAsync(blobs[0], Cancellation));
    }

    [Fact]
    public async Task A_put_that_fails_midway_leaves_nothing()
    {
        await Assert.ThrowsAsync<IOException>(() => Store.PutAsync(new BreakingStream(), Cancellation));

        Assert.Empty(StoredHashes());
        Assert.Empty(TemporaryFiles());
    }

    [Fact]
    public async Task A_cancelled_put_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var stream = new CallbackStream(cancellation.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync(stream, cancellation.Token));

        Assert.Empty(StoredHashes());
        Assert.Empty(TemporaryFiles());
    }

    [Fact]
    public async Task A_missing_blob_is_named()
    {
        var missing = new BlobRef(HashOfAbc, 3);

        var error = await Assert.ThrowsAsync<BlobNotFoundException>(() => Store.ReadAsync(missing, Cancellation));

        Assert.Equal(missing, error.Blob);
        Assert.Contains(HashOfAbc, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BlobNotFoundException>(() => Store.OpenReadAsync(missing, Cancellation));
        Assert.False(await Store.ExistsAsync(missing, Cancellation));
        Assert.Null(Store.TryGetLocalPath(missing));
    }

    [Fact]
    public async Task A_flipped_bit_is_detected()
    {
        var blob = await Store.PutAsync("abc"u8.ToArray(), Cancellation);
        Damage(blob, "abb");

        var error = await Assert.ThrowsAsync<BlobCorruptException>(() => Store.ReadAsync(blob, Cancellation));

        Assert.Equal(blob, error.Blob);
        Assert.Contains("another hash", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_blob_is_detected_and_healed_by_the_next_put()
    {
        var blob = await Store.PutAsync("abc"u8.ToArray(), Cancellation);
        Damage(blob, "ab");

        await Assert.ThrowsAsync<BlobCorruptException>(() => Store.ReadAsync(blob, Cancellation));
        await Assert.ThrowsAsync<BlobCorruptException>(() => Store.OpenReadAsync(blob, Cancellation));
        await Store.PutAsync("abc"u8.ToArray(), Cancellation);

        Assert.Equal("abc"u8.ToArray(), await Store.ReadAsync(blob, Cancellation));
    }

    [Theory]
    [InlineData("abb")]
    [InlineData("ab")]
    [InlineData("")]
    [InlineData("abcd")]
    public async Task A_damaged_blob_is_healed_by_storing_its_bytes_again_and_that_is_said(string damage)
    {
        byte[] content = "abc"u8.ToArray();
        Assert.False((await Store.StoreAsync(content, Cancellation)).WasDamaged);
        var intact = await Store.StoreAsync(content, Cancellation);
        Assert.False(intact.WasDamaged);
        Damage(intact.Blob, damage);

        Assert.Equal(new StoredBlob(intact.Blob, WasDamaged: true), await Store.StoreAsync(content, Cancellation));
        Assert.Equal(content, await OpenAnother().ReadAsync(intact.Blob, Cancellation));
        Assert.False((await Store.StoreAsync(content, Cancellation)).WasDamaged);
    }

    [Fact]
    public async Task What_is_damaged_or_missing_is_told_without_the_place_where_it_lies()
    {
        var blob = await Store.PutAsync("abc"u8.ToArray(), Cancellation);
        Damage(blob, "abb");
        var damaged = await Assert.ThrowsAsync<BlobCorruptException>(() => OpenAnother().ReadAsync(blob, Cancellation));
        var missing = await Assert.ThrowsAsync<BlobNotFoundException>(() => Store.ReadAsync(new BlobRef(new string('a', 64), 3), Cancellation));

        Assert.Equal(("blob-damaged", "blob-missing"), (damaged.Reason, missing.Reason));
        Assert.All([damaged.Message, missing.Message], message => Assert.DoesNotContain('/', message));
        Assert.Contains(blob.Sha256, damaged.Message, StringComparison.Ordinal);
        Assert.Contains("import the same photos again", damaged.Message, StringComparison.Ordinal);
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

        await Assert.ThrowsAsync<ArgumentException>(() => Store.ReadAsync(blob, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenReadAsync(blob, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ExistsAsync(blob, Cancellation));
        Assert.Throws<ArgumentException>(() => Store.TryGetLocalPath(blob));
    }

    /// <summary>Another store over the same blobs, as another silo opens one.</summary>
    protected abstract IBlobStore OpenAnother();

    /// <summary>Hashes of what is stored, damaged blobs included.</summary>
    protected abstract IReadOnlyList<string> StoredHashes();

    /// <summary>Files of writes that are under way or were left behind.</summary>
    protected abstract IReadOnlyList<string> TemporaryFiles();

    /// <summary>Changes a stored blob behind the store's back, as a bad disk does.</summary>
    protected abstract void Damage(BlobRef blob, string content);
}
