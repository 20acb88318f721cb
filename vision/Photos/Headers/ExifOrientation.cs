using System.Buffers.Binary;

namespace BirdGrid.Vision.Photos.Headers;

/// <summary>Reads the orientation tag out of an EXIF block (a TIFF header and its first directory; EXIF 2.3, section 4.6).</summary>
internal static class ExifOrientation
{
    private const int Upright = 1;
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;
    private const ushort LongType = 4;

    /// <summary>The bytes before the TIFF header in a JPEG APP1 segment, and, by some writers, in a WebP EXIF chunk.</summary>
    public static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>The orientation, 1 to 8; 1 for a block that is broken or states none, because a bad tag does not spoil a photo.</summary>
    public static int Read(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith(Prefix))
        {
            exif = exif[Prefix.Length..];
        }

        bool littleEndian = exif.StartsWith("II*\0"u8);
        if (exif.Length < 8 || !(littleEndian || exif.StartsWith("MM\0*"u8)))
        {
            return Upright;
        }

        uint directory = ReadUInt32(exif[4..], littleEndian);
        if (directory > exif.Length - 2)
        {
            return Upright;
        }

        ReadOnlySpan<byte> entries = exif[(int)directory..];
        int count = ReadUInt16(entries, littleEndian);
        entries = entries[2..];
        for (int i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (ReadUInt16(entries, littleEndian) == OrientationTag)
            {
                uint value = ReadUInt16(entries[2..], littleEndian) switch
                {
                    ShortType => ReadUInt16(entries[8..], littleEndian),
                    LongType => ReadUInt32(entries[8..], littleEndian),
                    _ => 0,
                };
                return value is >= 1 and <= 8 ? (int)value : Upright;
            }
        }

        return Upright;
    }

    /// <summary>Whether stored rows are columns of the upright picture.</summary>
    public static bool IsTransposed(int orientation) => orientation >= 5;

    /// <summary>Whether stored columns run against the upright picture's direction.</summary>
    public static bool MirrorsColumns(int orientation) => orientation is 2 or 3 or 7 or 8;

    /// <summary>Whether stored rows run against the upright picture's direction.</summary>
    public static bool MirrorsRows(int orientation) => orientation is 3 or 4 or 6 or 7;

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
