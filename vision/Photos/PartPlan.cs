using BirdGrid.Vision.Photos.Headers;

namespace BirdGrid.Vision.Photos;

/// <summary>Which stored pixels of a JPEG a part needs, and where it then lies in the photo.</summary>
internal readonly record struct PartPlan
{
    private readonly PhotoHeader header;
    private readonly int shrink;
    private readonly Axis x;
    private readonly Axis y;

    private PartPlan(PhotoHeader header, int shrink, PixelWindow window)
    {
        this.header = header;
        this.shrink = shrink;
        Decode = DecodePlan.ForShrink(header, shrink);

        bool isTransposed = ExifOrientation.IsTransposed(header.Orientation);
        x = new Axis(window.Left, window.Width, header.Width, shrink, isTransposed ? MirrorsRows : MirrorsColumns);
        y = new Axis(window.Top, window.Height, header.Height, shrink, isTransposed ? MirrorsColumns : MirrorsRows);
        (Axis columns, Axis rows) = isTransposed ? (y, x) : (x, y);
        StoredWindow = new PixelWindow(columns.StoredFirst, rows.StoredFirst, columns.Count, rows.Count);
    }

    /// <summary>The scale of the decode and its cost.</summary>
    public DecodePlan Decode { get; }

    /// <summary>The pixels to decode, at that scale and before orientation.</summary>
    public PixelWindow StoredWindow { get; }

    /// <summary>Length of a buffer that holds the part.</summary>
    public int BufferBytes => RgbImage.BufferBytes(StoredWindow.Width, StoredWindow.Height);

    private bool MirrorsColumns => ExifOrientation.MirrorsColumns(header.Orientation);

    private bool MirrorsRows => ExifOrientation.MirrorsRows(header.Orientation);

    /// <summary>Plans a part that covers a window of the upright photo.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shrink is not 1, 2, 4 or 8, or the window is not inside the photo.</exception>
    public static PartPlan For(PhotoHeader header, int shrink, PixelWindow window)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (shrink is not (1 or 2 or 4 or 8))
        {
            throw new ArgumentOutOfRangeException(nameof(shrink), shrink, "A photo is decoded at 1, 1/2, 1/4 or 1/8 of its size.");
        }

        if (window.Left < 0 || window.Top < 0 || window.Width < 1 || window.Height < 1
            || window.Width > header.Width - window.Left || window.Height > header.Height - window.Top)
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, $"The window has to lie inside the photo of {header.Width} x {header.Height} pixels.");
        }

        return new PartPlan(header, shrink, window);
    }

    /// <summary>Says where decoded pixels lie.</summary>
    public PhotoPart Place(RgbImage pixels) => new(pixels, shrink, x.First, y.First, x.Padding, y.Padding, header.Width, header.Height);

    /// <summary>One direction of the upright photo.</summary>
    private readonly struct Axis
    {
        public Axis(int first, int count, int side, int shrink, bool isMirrored)
        {
            int scaledSide = (side + shrink - 1) / shrink;

            // A side that is no multiple is padded at the stored end, which is the upright beginning where the direction is mirrored.
            Padding = isMirrored ? ((double)scaledSide * shrink - side) / shrink : 0;
            First = Math.Max(0, (int)Math.Floor((first / (double)shrink) + Padding));
            int last = Math.Min(scaledSide - 1, (int)Math.Floor(((first + count - 1) / (double)shrink) + Padding));
            Count = last - First + 1;
            StoredFirst = isMirrored ? scaledSide - 1 - last : First;
        }

        public double Padding { get; }

        public int First { get; }

        public int Count { get; }

        public int StoredFirst { get; }
    }
}
