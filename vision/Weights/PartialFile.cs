using System.Security.Cryptography;

namespace BirdGrid.Vision.Weights;

/// <summary>
/// A download that is not whole yet, beside its place. One download holds it at a time, of this process or another; what has come stays when
/// a download fails or its process dies, so that a later one goes on from there.
/// </summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private const string Extension = ".part";
    private const int BufferBytes = 1 << 17;

    /// <summary>errno of a file that another handle has locked (EWOULDBLOCK).</summary>
    private const int WouldBlock = 11;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly FileStream stream;
    private bool isMoved;

    private PartialFile(FileStream stream) => this.stream = stream;

    /// <summary>Bytes that have come.</summary>
    public long Length => stream.Length;

    /// <summary>Takes hold of the file, once no other download does.</summary>
    /// <param name="path">Place of the whole file.</param>
    /// <param name="time">Clock to wait by.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="IOException">The file can be neither opened nor made.</exception>
    public static async Task<PartialFile> HoldAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new PartialFile(new FileStream(
                    path + Extension, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.Asynchronous));
            }
            catch (IOException held) when (held.HResult == WouldBlock)
            {
                await Task.Delay(PollInterval, time, cancellation);
            }
        }
    }

    /// <summary>Reads what has come into a hash, to go on with what comes; the file is then at its end.</summary>
    public async Task HashAsync(IncrementalHash hash, CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferBytes];
        stream.Position = 0;
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, count);
        }
    }

    /// <summary>Writes on.</summary>
    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => stream.WriteAsync(bytes, cancellation);

    /// <summary>Throws away what has come.</summary>
    public void Clear() => stream.SetLength(0);

    /// <summary>Puts the whole file into its place.</summary>
    public void MoveTo(string path)
    {
        stream.Flush(flushToDisk: true);
        File.Move(stream.Name, path, overwrite: true);
        isMoved = true;
    }

    /// <summary>Lets go of the file; one in which nothing has come is deleted.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!isMoved && stream.Length == 0)
        {
            File.Delete(stream.Name);
        }

        await stream.DisposeAsync();
    }
}
