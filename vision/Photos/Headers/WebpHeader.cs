using System.Buffers.Binary;

namespace BirdGrid.Vision.Photos.Headers;

/// <summary>Reads the size out of a WebP's first chunk (VP8X, VP8L or VP8; RFC 9649) and the orientation out of its EXIF chunk.</summary>
internal static class WebpHeader
{
    private const int FirstChunk = 12;
    private const int ChunkHeader = 8;

    /// <summary>A lossless picture is held as 32-bit pixels inside libwebp, beside the output; an extended one may contain such a picture.</summary>
    private const int LosslessBytesPerPixel = 4;

    public static bool Recognises(ReadOnlySpan<byte> encoded) =>
        encoded.Length >= FirstChunk && encoded.StartsWith("RIFF"u8) && encoded[8..].StartsWith("WEBP"u8);

    /// <exception cref="PhotoDecodeException">The header is truncated or corrupt.</exception>
    public static PhotoHeader Read(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length < FirstChunk + ChunkHeader + 10)
        {
            throw new PhotoDecodeException(PhotoFault.Truncated, "This WebP ends inside its header; send the whole file.");
        }

        ReadOnlySpan<byte> chunk = encoded[FirstChunk..];
        ReadOnlySpan<byte> payload = chunk[ChunkHeader..];
        if (chunk.StartsWith("VP8X"u8))
        {
            int width = 1 + ReadUInt24(payload[4..]);
            int height = 1 + ReadUInt24(payload[7..]);
            return Describe(width, height, Orientation(chunk), LosslessBytesPerPixel);
        }

        if (chunk.StartsWith("VP8L"u8) && payload[0] == 0x2F)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(payload[1..]);
            return Describe(1 + (int)(bits & 0x3FFF), 1 + (int)(bits >> 14 & 0x3FFF), orientation: 1, LosslessBytesPerPixel);
        }

        if (chunk.StartsWith("VP8 "u8) && payload[3..].StartsWith<byte>([0x9D, 0x01, 0x2A]))
        {
            int width = BinaryPrimitives.ReadUInt16LittleEndian(payload[6..]) & 0x3FFF;
            int height = BinaryPrimitives.ReadUInt16LittleEndian(payload[8..]) & 0x3FFF;
            return Describe(width, height, orientation: 1, codecBytesPerPixel: 0);
        }

        throw new PhotoDecodeException(
            PhotoFault.CorruptHeader, "This WebP's header is corrupt: its first chunk is not a picture; send an undamaged file.");
    }

    private static PhotoHeader Describe(int width, int height, int orientation, int codecBytesPerPixel) =>
        new(PhotoFormat.Webp, width, height, orientation) { CodecBytesPerPixel = codecBytesPerPixel };

    private static int Orientation(ReadOnlySpan<byte> rest)
    {
        while (rest.Length >= ChunkHeader)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - ChunkHeader)
            {
                break;
            }

            if (rest.StartsWith("EXIF"u8))
            {
                return ExifOrientation.Read(rest.Slice(ChunkHeader, (int)length));
            }

            // Chunks of odd length are followed by a byte of padding.
            rest = rest[Math.Min(rest.Length, ChunkHeader + (int)length + (int)(length & 1))..];
        }

        return 1;
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
