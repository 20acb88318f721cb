using System.Buffers.Binary;

namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>The markers of a JPEG (ITU-T T.81, table B.1), and the walk from one to the next with libjpeg's tolerance for junk between them.</summary>
internal static class JpegMarkers
{
    public const byte HuffmanTables = 0xC4;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte RestartInterval = 0xDD;

    private const byte Temporary = 0x01;
    private const byte FirstReserved = 0x02;
    private const byte LastReserved = 0xBF;
    private const byte ProgressiveFrame = 0xC2;

    /// <summary>Whether the marker is of a frame that is read: baseline, extended sequential or progressive.</summary>
    public static bool IsFrame(byte marker) => marker is 0xC0 or 0xC1 or ProgressiveFrame;

    /// <summary>Whether the marker is of a progressive frame.</summary>
    public static bool IsProgressiveFrame(byte marker) => marker == ProgressiveFrame;

    /// <summary>Whether the marker stands alone among coded data.</summary>
    public static bool IsRestart(byte marker) => marker is >= FirstRestart and <= LastRestart;

    /// <summary>Finds the next marker, over coded data and fill bytes.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="at">Where to begin; afterwards behind the marker.</param>
    /// <param name="marker">The marker's second byte.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryNext(ReadOnlySpan<byte> encoded, ref int at, out byte marker)
    {
        while (true)
        {
            int next = encoded[at..].IndexOf((byte)0xFF);
            int code = next < 0 ? -1 : encoded[(at + next)..].IndexOfAnyExcept((byte)0xFF);
            if (code < 0)
            {
                marker = 0;
                return false;
            }

            at += next + code + 1;
            marker = encoded[at - 1];
            if (marker != 0)
            {
                return true;
            }
        }
    }

    /// <summary>Finds the next segment, over markers that stand alone.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="at">Where to begin; afterwards behind the segment.</param>
    /// <param name="marker">Its marker.</param>
    /// <param name="payload">What it holds, behind its length.</param>
    /// <returns>False at the end of the image, of the file, and where no segment can be.</returns>
    public static bool TryNextSegment(ReadOnlySpan<byte> encoded, ref int at, out byte marker, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        do
        {
            if (!TryNext(encoded, ref at, out marker))
            {
                return false;
            }
        }
        while (IsRestart(marker) || marker == Temporary);

        if (marker is StartOfImage or EndOfImage or (>= FirstReserved and <= LastReserved) || encoded.Length - at < 2)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(encoded[at..]);
        if (length < 2 || length > encoded.Length - at)
        {
            return false;
        }

        payload = encoded.Slice(at + 2, length - 2);
        at += length;
        return true;
    }
}
