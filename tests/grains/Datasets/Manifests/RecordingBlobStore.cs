using System.Collections.Concurrent;
using System.Security.Cryptography;
using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Tests.Datasets;

/// <summary>Blobs in memory that can be damaged, and a note of every one that is read.</summary>
internal sealed class RecordingBlobStore : IBlobStore
{
    private readonly ConcurrentDictionary<string, byte[]> contents = new();

    public ConcurrentQueue<string> Reads { get; } = new();

    public byte[] this[string sha256]
    {
        get => contents[sha256];
        set => contents[sha256] = value;
    }

    public Task<BlobRef> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var blob = new BlobRef(Convert.ToHexStringLower(SHA256.HashData(content.Span)), content.Length);
        contents[blob.Sha256] = content.ToArray();
        return Task.FromResult(blob);
    }

    public Task<BlobRef> PutAsync(Stream content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<Stream> OpenReadAsync(BlobRef blob, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<byte[]> ReadAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        Reads.Enqueue(blob.Sha256);
        if (!contents.TryGetValue(blob.Sha256, out byte[]? content))
        {
            return Task.FromException<byte[]>(new BlobNotFoundException(blob));
        }

        return Convert.ToHexStringLower(SHA256.HashData(content)) == blob.Sha256
            ? Task.FromResult(content)
            : Task.FromException<byte[]>(new BlobCorruptException(blob, "its bytes have another hash"));
    }

    public Task<bool> ExistsAsync(BlobRef blob, CancellationToken cancellationToken = default) => Task.FromResult(contents.ContainsKey(blob.Sha256));

    public string? TryGetLocalPath(BlobRef blob) => null;
}
