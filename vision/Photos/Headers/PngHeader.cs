using System.Buffers.Binary;

namespace BirdGrid.Vision.Photos.Headers;

/// <summary>Reads a PNG's IHDR chunk and, wherever it stands, its eXIf chunk (PNG, third edition, sections 5 and 11).</summary>
internal static class PngHeader
{
    /// <summary>No deflate stream expands further than this (zlib's own figure, rounded up).</summary>
    private const double MostDeflateRatio = 1033;

    private const int FirstChunk = 8;
    private const int ChunkOverhead = 12;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static bool Recognises(ReadOnlySpan<byte> encoded) => encoded.StartsWith(Signature);

    /// <exception cref="PhotoDecodeException">The header is truncated or corrupt.</exception>
    public static PhotoHeader Read(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < FirstChunk + ChunkOverhead + 13)
        {
            throw new PhotoDecodeException(PhotoFault.Truncated, "This PNG ends inside its header; send the whole file.");
        }

        ReadOnlySpan<byte> chunk = encoded[FirstChunk..];
        if (BinaryPrimitives.ReadUInt32BigEndian(chunk) != 13 || !chunk[4..].StartsWith("IHDR"u8))
        {
            throw Corrupt("it does not begin with an IHDR chunk");
        }

        ReadOnlySpan<byte> header = chunk.Slice(8, 13);
        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        int bitsPerPixel = BitsPerPixel(bitDepth: header[8], colourType: header[9]);
        if (width < 0 || height < 0 || header[10] != 0 || header[11] != 0 || header[12] > 1)
        {
            throw Corrupt("its size, compression or interlacing is stated wrongly");
        }

        // Stored rows are whole bytes, at least one; Skia keeps an interlaced picture at up to 4 bytes a pixel beside its output.
        long rowBytes = ((long)width * bitsPerPixel + 7) / 8;
        return new PhotoHeader(PhotoFormat.Png, width, height, Orientation(encoded))
        {
            CodecBytesPerPixel = header[12] == 0 ? 0 : Math.Clamp(bitsPerPixel / 8, 1, 4),
            LeastEncodedBytes = (long)((double)rowBytes * height / MostDeflateRatio),
        };
    }

    private static int BitsPerPixel(int bitDepth, int colourType)
    {
        (int channels, bool allowed) = colourType switch
        {
            0 => (1, bitDepth is 1 or 2 or 4 or 8 or 16),
            2 => (3, bitDepth is 8 or 16),
            3 => (1, bitDepth is 1 or 2 or 4 or 8),
            4 => (2, bitDepth is 8 or 16),
            6 => (4, bitDepth is 8 or 16),
            _ => (0, false),
        };
        return allowed ? channels * bitDepth : throw Corrupt($"colour type {colourType} with {bitDepth} bits does not exist");
    }

    private static int Orientation(ReadOnlySpan<byte> encoded)
    {
        ReadOnlySpan<byte> rest = encoded[FirstChunk..];
        while (rest.Length >= ChunkOverhead)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkOverhead)
            {
                break;
            }

            if (rest[4..].StartsWith("eXIf"u8))
            {
                return ExifOrientation.Read(rest.Slice(8, (int)length));
            }

            rest = rest[((int)length + ChunkOverhead)..];
        }

        return 1;
    }

    private static PhotoDecodeException Corrupt(string how) =>
        new(PhotoFault.CorruptHeader, $"This PNG's header is corrupt: {how}; send an undamaged file.");
}
