namespace BirdGrid.Vision.Weights;

/// <summary>Reads a whole file or stream into memory without believing any length that the content itself states.</summary>
internal static class BoundedBytes
{
    /// <summary>Parses a whole file; format errors name it.</summary>
    public static StateDict ParseFile(string path, Func<ReadOnlyMemory<byte>, StateDict> parse)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        try
        {
            return parse(ReadToEnd(file));
        }
        catch (WeightsFormatException error)
        {
            throw new WeightsFormatException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>What is left of the stream.</summary>
    public static ReadOnlyMemory<byte> ReadToEnd(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek)
        {
            long length = stream.Length - stream.Position;
            if (length > Array.MaxLength)
            {
                throw new WeightsFormatException($"{length} bytes of weights are more than the {Array.MaxLength} that are read at most.");
            }

            byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes.AsMemory(0, read);
        }

        var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
