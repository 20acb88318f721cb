using System.Collections.Concurrent;
using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Tests.Blobs;

/// <summary>A source in memory that counts downloads and can hold them back.</summary>
internal sealed class ScriptedSource : IBlobSource
{
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    private int _downloads;

    /// <summary>Downloads so far, failed ones included.</summary>
    public int Downloads => Volatile.Read(ref _downloads);

    /// <summary>Downloads wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>The token of the last download.</summary>
    public CancellationToken LastToken { get; private set; }

    /// <summary>Adds a blob of random bytes.</summary>
    public BlobRef Add(int length, int seed)
    {
        byte[] content = new byte[length];
        new Random(seed).NextBytes(content);
        var blob = new BlobRef(BlobHash.Of(content), length);
        _blobs[blob.Sha256] = content;
        return blob;
    }

    public string Locate(BlobRef blob) => $"memory/{blob.Sha256}";

    public async Task CopyToAsync(BlobRef blob, Stream destination, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _downloads);
        LastToken = cancellationToken;
        await Gate.WaitAsync(cancellationToken);
        destination.SetLength(0);
        await destination.WriteAsync(_blobs.TryGetValue(blob.Sha256, out byte[]? content) ? content : throw new BlobNotFoundException(blob), cancellationToken);
    }
}
