namespace BirdGrid.Vision.Photos.Jpeg;

/// <summary>Which MCUs (minimum coded units) a window needs, and where their samples lie: a plane of bytes for each component.</summary>
internal readonly struct McuLayout
{
    private const int BlockSide = 8;

    private readonly int mcuWidth;
    private readonly int mcuHeight;
    private readonly int chromaHeight;

    public McuLayout(BaselineScan scan, PixelWindow window)
    {
        JpegComponent luma = scan.Components[0];
        ComponentCount = scan.Components.Length;
        mcuWidth = BlockSide * luma.Horizontal;
        mcuHeight = BlockSide * luma.Vertical;
        ChromaColumnShift = luma.Horizontal - 1;
        ChromaRowShift = luma.Vertical - 1;
        ChromaWidth = (scan.Width + ChromaColumnShift) >> ChromaColumnShift;
        chromaHeight = (scan.Height + ChromaRowShift) >> ChromaRowShift;
        Columns = (scan.Width + mcuWidth - 1) / mcuWidth;
        int rows = (scan.Height + mcuHeight - 1) / mcuHeight;

        // Interpolation of chroma looks at one sample, two pixels, beyond the window.
        int besideColumns = 2 * ChromaColumnShift;
        int besideRows = 2 * ChromaRowShift;
        FirstColumn = Math.Max(0, window.Left - besideColumns) / mcuWidth;
        LastColumn = Math.Min(Columns - 1, (window.Left + window.Width - 1 + besideColumns) / mcuWidth);
        FirstRow = Math.Max(0, window.Top - besideRows) / mcuHeight;
        LastRow = Math.Min(rows - 1, (window.Top + window.Height - 1 + besideRows) / mcuHeight);
    }

    /// <summary>One or three.</summary>
    public int ComponentCount { get; }

    /// <summary>MCUs in a row of the photo.</summary>
    public int Columns { get; }

    /// <summary>First column of MCUs that is needed.</summary>
    public int FirstColumn { get; }

    /// <summary>Last column of MCUs that is needed.</summary>
    public int LastColumn { get; }

    /// <summary>First row of MCUs that is needed.</summary>
    public int FirstRow { get; }

    /// <summary>Last row of MCUs that is needed.</summary>
    public int LastRow { get; }

    /// <summary>1 where chroma has half the columns, else 0.</summary>
    public int ChromaColumnShift { get; }

    /// <summary>1 where chroma has half the rows, else 0.</summary>
    public int ChromaRowShift { get; }

    /// <summary>Chroma samples in a row of the photo.</summary>
    public int ChromaWidth { get; }

    /// <summary>Length of all planes.</summary>
    public int PlanesBytes => LumaBytes + ((ComponentCount - 1) * ChromaBytes);

    private int LumaStride => (LastColumn - FirstColumn + 1) * mcuWidth;

    private int ChromaStride => (LastColumn - FirstColumn + 1) * BlockSide;

    private int LumaBytes => LumaStride * (LastRow - FirstRow + 1) * mcuHeight;

    private int ChromaBytes => ChromaStride * (LastRow - FirstRow + 1) * BlockSide;

    /// <summary>Bytes of a plane's row.</summary>
    public int StrideOf(int component) => component == 0 ? LumaStride : ChromaStride;

    /// <summary>Where a block lies, counted in blocks from the first that is needed.</summary>
    public int OffsetOf(int component, int blockColumn, int blockRow) =>
        PlaneOf(component) + (blockRow * BlockSide * StrideOf(component)) + (blockColumn * BlockSide);

    /// <summary>Where a pixel's luma lies.</summary>
    public int LumaOffset(int x, int y) => ((y - (FirstRow * mcuHeight)) * LumaStride) + x - (FirstColumn * mcuWidth);

    /// <summary>Where a row of chroma begins; rows outside the photo are its outermost.</summary>
    public int ChromaRowOffset(int component, int row) =>
        PlaneOf(component) + ((Math.Clamp(row, 0, chromaHeight - 1) - (FirstRow * BlockSide)) * ChromaStride);

    /// <summary>A column of chroma, counted from the first at hand.</summary>
    public int ChromaColumn(int column) => column - (FirstColumn * BlockSide);

    private int PlaneOf(int component) => component == 0 ? 0 : LumaBytes + ((component - 1) * ChromaBytes);
}
