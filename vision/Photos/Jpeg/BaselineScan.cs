using System.Buffers.Binary;

namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>
/// A JPEG of the kind that cameras and encoders write by default: 8 bits, Huffman coded, sequential, gray or YCbCr in one interleaved scan with
/// chroma at full, half-width or half size (ITU-T T.81; JFIF 1.02). Anything else is left to the library.
/// </summary>
internal sealed class BaselineScan
{
    private const byte StartOfFrame0 = 0xC0;
    private const byte StartOfFrame1 = 0xC1;
    private const byte HuffmanTables = 0xC4;
    private const byte StartOfImage = 0xD8;
    private const byte StartOfScan = 0xDA;
    private const byte QuantisationTables = 0xDB;
    private const byte RestartInterval = 0xDD;
    private const byte App0 = 0xE0;
    private const byte Adobe = 0xEE;
    private const byte Comment = 0xFE;

    /// <summary>Photos of one camera or encoder share their tables; a thread keeps those of its last photo.</summary>
    [ThreadStatic]
    private static HuffmanTable?[]? recentTables;

    private readonly int[]?[] quantisation = new int[4][];
    private readonly HuffmanTable?[] dc = new HuffmanTable[4];
    private readonly HuffmanTable?[] ac = new HuffmanTable[4];
    private (int Id, int Horizontal, int Vertical, int Table)[] frame = [];
    private bool isYcc;
    private bool isRgb;

    private BaselineScan()
    {
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>One (gray) or three (Y, Cb, Cr) components.</summary>
    public JpegComponent[] Components { get; private set; } = [];

    /// <summary>MCUs between restart markers; 0 for none.</summary>
    public int RestartMcus { get; private set; }

    /// <summary>Where the coded data begins.</summary>
    public int DataOffset { get; private set; }

    /// <summary>Reads the markers up to the scan.</summary>
    /// <returns>The scan, or null where the photo is of another kind or its markers are damaged.</returns>
    public static BaselineScan? TryRead(ReadOnlySpan<byte> encoded)
    {
        var scan = new BaselineScan();
        if (encoded.Length < 4 || encoded[0] != 0xFF || encoded[1] != StartOfImage)
        {
            return null;
        }

        int at = 2;
        while (at + 4 <= encoded.Length && encoded[at] == 0xFF)
        {
            byte marker = encoded[at + 1];
            int length = BinaryPrimitives.ReadUInt16BigEndian(encoded[(at + 2)..]);
            if (length < 2 || at + 2 + length > encoded.Length)
            {
                return null;
            }

            ReadOnlySpan<byte> segment = encoded.Slice(at + 4, length - 2);
            at += 2 + length;
            if (marker == StartOfScan)
            {
                scan.DataOffset = at;
                return scan.TryReadScan(segment) ? scan : null;
            }

            if (!scan.TryReadSegment(marker, segment))
            {
                return null;
            }
        }

        return null;
    }

    private bool TryReadSegment(byte marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case StartOfFrame0 or StartOfFrame1:
                return TryReadFrame(segment);
            case HuffmanTables:
                return TryReadHuffmanTables(segment);
            case QuantisationTables:
                return TryReadQuantisation(segment);
            case RestartInterval:
                RestartMcus = segment.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(segment) : -1;
                return RestartMcus >= 0;
            case App0:
                isYcc |= segment.StartsWith("JFIF\0"u8);
                return true;
            case Adobe:
                if (segment.Length >= 12 && segment.StartsWith("Adobe"u8))
                {
                    isYcc |= segment[11] == 1;
                    isRgb |= segment[11] != 1;
                }

                return true;
            default:
                return marker is > App0 and < 0xF0 or Comment;
        }
    }

    private bool TryReadFrame(ReadOnlySpan<byte> segment)
    {
        if (frame.Length > 0 || segment.Length < 6 || segment[0] != 8 || segment[5] is not (1 or 3) || segment.Length != 6 + (3 * segment[5]))
        {
            return false;
        }

        Height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        frame = new (int, int, int, int)[segment[5]];
        for (int i = 0; i < frame.Length; i++)
        {
            frame[i] = (segment[6 + (3 * i)], segment[7 + (3 * i)] >> 4, segment[7 + (3 * i)] & 15, segment[8 + (3 * i)]);
        }

        return Width > 0 && Height > 0 && HasKnownSampling();
    }

    private bool HasKnownSampling() => frame.Length == 1
        ? frame[0] is { Horizontal: 1, Vertical: 1 }
        : frame is [(_, 1, 1, _), (_, 1, 1, _), (_, 1, 1, _)] or [(_, 2, 1 or 2, _), (_, 1, 1, _), (_, 1, 1, _)];

    private bool TryReadQuantisation(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            int bytes = segment[0] >> 4 == 0 ? 1 : 2;
            int table = segment[0] & 15;
            if (segment[0] >> 4 > 1 || table > 3 || segment.Length < 1 + (64 * bytes))
            {
                return false;
            }

            int[] steps = new int[64];
            for (int i = 0; i < 64; i++)
            {
                steps[i] = bytes == 1 ? segment[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * i))..]);
            }

            quantisation[table] = steps;
            segment = segment[(1 + (64 * bytes))..];
        }

        return true;
    }

    private bool TryReadHuffmanTables(ReadOnlySpan<byte> segment)
    {
        while (segment.Length > 0)
        {
            if (segment.Length < 17 || segment[0] >> 4 > 1 || (segment[0] & 15) > 3)
            {
                return false;
            }

            int symbols = 0;
            foreach (byte count in segment[1..17])
            {
                symbols += count;
            }

            if (symbols > 256 || segment.Length < 17 + symbols)
            {
                return false;
            }

            int slot = ((segment[0] >> 4) * 4) + (segment[0] & 15);
            if (TableOf(slot, segment[1..(17 + symbols)]) is not { } table)
            {
                return false;
            }

            (segment[0] >> 4 == 0 ? dc : ac)[segment[0] & 15] = table;
            segment = segment[(17 + symbols)..];
        }

        return true;
    }

    private static HuffmanTable? TableOf(int slot, ReadOnlySpan<byte> definition)
    {
        recentTables ??= new HuffmanTable?[8];
        return recentTables[slot] is { } recent && recent.IsOf(definition) ? recent : recentTables[slot] = HuffmanTable.TryBuild(definition);
    }

    private bool TryReadScan(ReadOnlySpan<byte> segment)
    {
        // Without a marker that says so, three components are YCbCr by their usual numbers only.
        bool isKnownColour = frame.Length == 1 || (!isRgb && (isYcc || frame is [(1, _, _, _), (2, _, _, _), (3, _, _, _)]));
        if (frame.Length == 0 || !isKnownColour || segment.Length != 4 + (2 * frame.Length) || segment[0] != frame.Length
            || segment[^3] != 0 || segment[^2] != 63 || segment[^1] != 0)
        {
            return false;
        }

        var components = new JpegComponent[frame.Length];
        for (int i = 0; i < frame.Length; i++)
        {
            int tables = segment[2 + (2 * i)];
            if (segment[1 + (2 * i)] != frame[i].Id || frame[i].Table > 3 || tables >> 4 > 3 || (tables & 15) > 3
                || quantisation[frame[i].Table] is not { } steps || dc[tables >> 4] is not { IsForDc: true } dcTable || ac[tables & 15] is not { } acTable)
            {
                return false;
            }

            components[i] = new JpegComponent(frame[i].Horizontal, frame[i].Vertical, steps, dcTable, acTable);
        }

        Components = components;
        return true;
    }
}
