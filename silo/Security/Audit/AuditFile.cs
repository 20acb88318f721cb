using System.Buffers;
using System.Text;

namespace BirdGrid.Silo.Security.Audit;

/// <summary>A file of an audit log, read a line at a time from either end: a day's file may be larger than memory.</summary>
internal static class AuditFile
{
    /// <summary>Longest line that is read, in bytes; a line of the log has some hundreds.</summary>
    private const int LongestLine = 1 << 20;

    private const int BlockBytes = 1 << 16;

    /// <summary>The lines from the last to the first, without their line feeds; empty ones are passed over.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<string> ReadBackwards(string path)
    {
        using var file = Open(path);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var rest = new List<byte[]>();
        try
        {
            int restBytes = 0;
            for (long end = file.Length; end > 0;)
            {
                int count = (int)Math.Min(BlockBytes, end);
                end -= count;
                file.Position = end;
                file.ReadExactly(block, 0, count);
                int stop = count;
                for (int i = count - 1; i >= 0; i--)
                {
                    if (block[i] != (byte)'\n')
                    {
                        continue;
                    }

                    if (Join(block.AsSpan(i + 1, stop - i - 1), rest) is { Length: > 0 } line)
                    {
                        yield return line;
                    }

                    (stop, restBytes) = (i, 0);
                    rest.Clear();
                }

                // What is longer than any line of the log is none, and need not be kept.
                if (stop > 0 && restBytes < LongestLine)
                {
                    rest.Insert(0, block.AsSpan(0, stop).ToArray());
                    restBytes += stop;
                }
            }

            if (Join([], rest) is { Length: > 0 } first)
            {
                yield return first;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>The lines from the first to the last.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<string> ReadForwards(string path)
    {
        using var reader = new StreamReader(Open(path), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    /// <summary>Cuts off what a crash left of a line that was never whole.</summary>
    /// <returns>Bytes that were cut.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static long CutTorn(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        long end = stream.Length;
        while (end > 0)
        {
            stream.Position = end - 1;
            if (stream.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        long torn = stream.Length - end;
        if (torn > 0)
        {
            stream.SetLength(end);
            stream.Flush(flushToDisk: true);
        }

        return torn;
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static string Join(ReadOnlySpan<byte> head, List<byte[]> rest)
    {
        byte[] line = [.. head, .. rest.SelectMany(part => part)];
        return Encoding.UTF8.GetString(line);
    }
}
