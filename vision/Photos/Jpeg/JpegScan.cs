namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>
/// A scan of a JPEG, sequential or progressive, gone through block by block without making pixels (ITU-T T.81, annexes F and G): only so it is
/// known whether its data suffices. A few times faster than decoding; ordinary photos are not gone through.
/// </summary>
internal sealed class JpegScan
{
    private const int LastCoefficient = 63;
    private const int SixteenZeros = 15;
    private const int BlockSide = 8;

    private readonly JpegFrame frame;
    private readonly JpegFrame.Component[] components;
    private readonly int[] tablePlaces;
    private readonly SymbolTable?[] dc;
    private readonly SymbolTable?[] ac;
    private readonly int first;
    private readonly int last;
    private readonly int earlierBits;
    private readonly int bitsLeft;
    private int blocksWithoutMore;

    private JpegScan(JpegFrame frame, JpegFrame.Component[] components, int[] tablePlaces, ReadOnlySpan<byte> progression)
    {
        this.frame = frame;
        this.components = components;
        this.tablePlaces = tablePlaces;
        dc = new SymbolTable[components.Length];
        ac = new SymbolTable[components.Length];
        if (frame.IsProgressive)
        {
            (first, last, earlierBits, bitsLeft) = (progression[0], progression[1], progression[2] >> 4, progression[2] & 15);
        }
        else
        {
            last = LastCoefficient;
        }
    }

    private bool IsOfDc => first == 0;

    private bool IsFirstOfItsBits => earlierBits == 0;

    /// <summary>Reads the payload of a scan's segment.</summary>
    /// <returns>The scan; null where it is none of the frame's.</returns>
    public static JpegScan? TryRead(JpegFrame frame, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload[0] is 0 or > 4 || payload.Length < 4 + (2 * payload[0]))
        {
            return null;
        }

        var components = new JpegFrame.Component[payload[0]];
        int[] places = new int[components.Length];
        for (int i = 0; i < components.Length; i++)
        {
            byte id = payload[1 + (2 * i)];
            if (Array.Find(frame.Components, component => component.Id == id) is not { } component || components.Contains(component))
            {
                return null;
            }

            components[i] = component;
            places[i] = payload[2 + (2 * i)];
        }

        var scan = new JpegScan(frame, components, places, payload[(1 + (2 * components.Length))..]);
        bool isSound = scan.first <= scan.last && scan.last <= LastCoefficient && scan.bitsLeft <= 13
            && (!frame.IsProgressive || (scan.IsOfDc ? scan.last == 0 : components.Length == 1));
        return isSound ? scan : null;
    }

    /// <summary>Finds the tables that the scan uses.</summary>
    /// <returns>Whether all are there.</returns>
    public bool TryFindTables(ScanTables tables)
    {
        for (int i = 0; i < components.Length; i++)
        {
            bool needsDc = IsOfDc && IsFirstOfItsBits;
            bool needsAc = last > 0;
            dc[i] = needsDc ? tables.Dc(tablePlaces[i] >> 4) : null;
            ac[i] = needsAc ? tables.Ac(tablePlaces[i] & 15) : null;
            if ((needsDc && dc[i] is null) || (needsAc && ac[i] is null))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes that all of the scan is there.</summary>
    public void Complete()
    {
        foreach (var component in components)
        {
            for (int k = first; k <= last; k++)
            {
                component.BitsLeft[k] = (byte)bitsLeft;
            }

            component.Rows = IsOfDc ? frame.Height : component.Rows;
        }
    }

    /// <summary>Goes through the scan and notes what of it is there.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="restartMcus">MCUs between restart markers; 0 for none.</param>
    /// <param name="at">Where its data begins; afterwards the marker behind it, or the end of the file.</param>
    /// <returns>Whether all of it is there.</returns>
    public bool Walk(ReadOnlySpan<byte> encoded, int restartMcus, ref int at)
    {
        bool isInterleaved = components.Length > 1;
        var (across, down) = isInterleaved
            ? (Units(frame.Width, frame.MostHorizontal), Units(frame.Height, frame.MostVertical))
            : frame.BlocksOf(components[0]);
        if (last > 0 && frame.IsProgressive)
        {
            components[0].NotZero ??= new ulong[across * down];
        }

        var reader = new ScanBits(encoded, at);
        int count = across * down;
        int mcu = 0;
        while (mcu < count)
        {
            if (restartMcus > 0 && mcu > 0 && mcu % restartMcus == 0)
            {
                blocksWithoutMore = 0;
                if (!reader.TryRestart())
                {
                    break;
                }
            }

            ReadMcu(ref reader, mcu, isInterleaved);
            if (!reader.IsExhausted)
            {
                mcu++;
            }
            else if (restartMcus > 0 && reader.IsAtRestart)
            {
                // Damaged, not cut: the data goes on at the next restart.
                mcu = (mcu / restartMcus * restartMcus) + restartMcus;
            }
            else
            {
                break;
            }
        }

        at = EndOf(encoded, reader.Position);
        if (mcu >= count)
        {
            Complete();
            return true;
        }

        if (IsOfDc && IsFirstOfItsBits)
        {
            foreach (var component in components)
            {
                int rows = mcu / across * BlockSide * frame.MostVertical / (isInterleaved ? 1 : component.Vertical);
                component.Rows = Math.Max(component.Rows, Math.Min(rows, frame.Height));
            }
        }

        return false;
    }

    private static int Units(int side, int factor) => (side + (BlockSide * factor) - 1) / (BlockSide * factor);

    /// <summary>The first marker that is no restart, or the end of the file.</summary>
    private static int EndOf(ReadOnlySpan<byte> encoded, int position)
    {
        int at = position;
        while (JpegMarkers.TryNext(encoded, ref at, out byte marker))
        {
            if (!JpegMarkers.IsRestart(marker))
            {
                return at - 2;
            }
        }

        return encoded.Length;
    }

    private void ReadMcu(ref ScanBits reader, int mcu, bool isInterleaved)
    {
        for (int i = 0; i < components.Length; i++)
        {
            int blocks = isInterleaved ? components[i].Horizontal * components[i].Vertical : 1;
            for (int block = 0; block < blocks; block++)
            {
                if (!frame.IsProgressive)
                {
                    reader.Take(reader.Take(dc[i]!) & 15);
                    ReadSequential(ref reader, ac[i]!);
                }
                else if (IsOfDc)
                {
                    reader.Take(IsFirstOfItsBits ? reader.Take(dc[i]!) & 15 : 1);
                }
                else if (IsFirstOfItsBits)
                {
                    ReadFirstBits(ref reader, ac[i]!, ref components[i].NotZero![mcu]);
                }
                else
                {
                    ReadNextBit(ref reader, ac[i]!, ref components[i].NotZero![mcu]);
                }
            }
        }
    }

    private static void ReadSequential(ref ScanBits reader, SymbolTable table)
    {
        for (int k = 1; k <= LastCoefficient; k++)
        {
            int symbol = reader.Take(table);
            int zeros = symbol >> 4;
            int size = symbol & 15;
            if (size == 0 && zeros != SixteenZeros)
            {
                return;
            }

            k += zeros;
            reader.Take(size);
        }
    }

    private void ReadFirstBits(ref ScanBits reader, SymbolTable table, ref ulong notZero)
    {
        if (blocksWithoutMore > 0)
        {
            blocksWithoutMore--;
            return;
        }

        for (int k = first; k <= last; k++)
        {
            int symbol = reader.Take(table);
            int zeros = symbol >> 4;
            int size = symbol & 15;
            if (size == 0 && zeros != SixteenZeros)
            {
                blocksWithoutMore = (1 << zeros) + reader.Take(zeros) - 1;
                return;
            }

            k += zeros;
            if (size > 0)
            {
                reader.Take(size);
                notZero |= 1UL << (k & LastCoefficient);
            }
        }
    }

    private void ReadNextBit(ref ScanBits reader, SymbolTable table, ref ulong notZero)
    {
        int k = first;
        if (blocksWithoutMore == 0)
        {
            for (; k <= last; k++)
            {
                int symbol = reader.Take(table);
                int zeros = symbol >> 4;
                int size = symbol & 15;
                if (size == 0 && zeros != SixteenZeros)
                {
                    blocksWithoutMore = (1 << zeros) + reader.Take(zeros);
                    break;
                }

                reader.Take(size == 0 ? 0 : 1);
                k = PassZeros(ref reader, k, zeros, notZero);
                if (size > 0)
                {
                    notZero |= 1UL << (k & LastCoefficient);
                }
            }
        }

        if (blocksWithoutMore > 0)
        {
            PassZeros(ref reader, k, zeros: int.MaxValue, notZero);
            blocksWithoutMore--;
        }
    }

    /// <summary>Takes the next bit of coefficients that are not zero, over a number of those that are.</summary>
    /// <returns>The coefficient at which a zero too many was met; behind the last where none was.</returns>
    private int PassZeros(ref ScanBits reader, int k, int zeros, ulong notZero)
    {
        for (; k <= last; k++)
        {
            if ((notZero >> k & 1) != 0)
            {
                reader.Take(1);
            }
            else if (--zeros < 0)
            {
                break;
            }
        }

        return k;
    }
}
