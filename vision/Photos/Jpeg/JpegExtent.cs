namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>How much of its picture a JPEG holds, by its coded data and not by its end marker.</summary>
/// <param name="IsWhole">Whether every block of every scan is there.</param>
/// <param name="Rows">Stored rows that every colour channel has blocks of.</param>
/// <param name="DataEnd">Where the coded data ends: what lies behind it is no part of the picture.</param>
internal readonly record struct JpegExtent(bool IsWhole, int Rows, int DataEnd)
{
    /// <summary>More scans are not walked through; <see cref="Headers.JpegHeader"/> refuses most photos of so many before.</summary>
    private const int MaxScans = 200;

    /// <summary>
    /// Whether a JPEG ends as it should: with its end marker, behind scans that together carry all bits of all coefficients. Only markers are
    /// looked at, so this is cheap: data that is cut short in the last scan and then ended is not noticed. Of a photo in one scan gray is left
    /// then, which is noticed; of a progressive one some of the last bits of its detail, as if it had been made so.
    /// </summary>
    /// <param name="encoded">The whole file.</param>
    public static bool EndsProperly(ReadOnlySpan<byte> encoded)
    {
        JpegFrame? frame = null;
        int at = 2;
        byte marker;
        while (JpegMarkers.TryNextSegment(encoded, ref at, out marker, out var payload))
        {
            if (JpegMarkers.IsFrame(marker))
            {
                if (frame is not null || (frame = JpegFrame.TryRead(marker, payload)) is null)
                {
                    return false;
                }
            }
            else if (marker == JpegMarkers.StartOfScan)
            {
                if (frame is null || JpegScan.TryRead(frame, payload) is not { } scan)
                {
                    return false;
                }

                scan.Complete();
            }
        }

        return marker == JpegMarkers.EndOfImage && frame is { HasEveryBit: true };
    }

    /// <summary>
    /// The file with an end marker right behind its coded data; a file that has one is returned as it is. A library that reads on for more data
    /// stops there, and takes what is missing to be zero.
    /// </summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="extent">Its extent, where it had to be looked at.</param>
    public static ReadOnlyMemory<byte> End(ReadOnlyMemory<byte> encoded, out JpegExtent? extent)
    {
        extent = EndsProperly(encoded.Span) ? null : Measure(encoded.Span);
        return extent is { } known ? (byte[])[.. encoded.Span[..known.DataEnd], 0xFF, JpegMarkers.EndOfImage] : encoded;
    }

    /// <summary>Walks through the coded data of all scans.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <returns>The extent; null where the markers or tables are of no known kind, and only the library can say.</returns>
    public static JpegExtent? Measure(ReadOnlySpan<byte> encoded)
    {
        JpegFrame? frame = null;
        var tables = new ScanTables();
        int restartMcus = 0;
        int dataEnd = 0;
        bool isEveryScanWhole = true;
        int at = 2;
        int scans = 0;
        byte marker;
        while (JpegMarkers.TryNextSegment(encoded, ref at, out marker, out var payload))
        {
            if (JpegMarkers.IsFrame(marker))
            {
                if (frame is not null || (frame = JpegFrame.TryRead(marker, payload)) is null)
                {
                    break;
                }
            }
            else if (marker == JpegMarkers.HuffmanTables)
            {
                tables.Define(payload);
            }
            else if (marker == JpegMarkers.RestartInterval && payload.Length == 2)
            {
                restartMcus = (payload[0] << 8) | payload[1];
            }
            else if (marker == JpegMarkers.StartOfScan)
            {
                if (frame is null || scans++ == MaxScans || JpegScan.TryRead(frame, payload) is not { } scan || !scan.TryFindTables(tables))
                {
                    break;
                }

                isEveryScanWhole &= scan.Walk(encoded, restartMcus, ref at);
                dataEnd = at;
                if (frame.HasEveryBit)
                {
                    return new JpegExtent(true, frame.Height, dataEnd);
                }
            }
        }

        if (frame is null || dataEnd == 0)
        {
            return null;
        }

        // An encoder may leave detail out for good; then every scan that it wrote is whole, and an end marker says that there are no more.
        bool isEnded = marker == JpegMarkers.EndOfImage;
        return new JpegExtent(isEnded && isEveryScanWhole && frame.Rows == frame.Height, frame.Rows, dataEnd);
    }
}
