using BirdGrid.Vision.Photos.Headers;

namespace BirdGrid.Vision.Photos;

/// <summary>Packs decoded RGBA rows into an RGB picture, each pixel at once where the EXIF orientation puts it.</summary>
internal readonly struct UprightWriter
{
    private const int RgbBytes = 3;
    private readonly int _origin;
    private readonly int _columnStep;
    private readonly int _rowStep;

    /// <param name="width">Stored width in pixels.</param>
    /// <param name="height">Number of stored rows.</param>
    /// <param name="orientation">EXIF orientation, 1 to 8.</param>
    /// <param name="buffer">A buffer for the picture; null allocates one.</param>
    public UprightWriter(int width, int height, int orientation, byte[]? buffer = null)
    {
        bool isTransposed = ExifOrientation.IsTransposed(orientation);
        (int uprightWidth, int uprightHeight) = isTransposed ? (height, width) : (width, height);
        Image = buffer is null ? new RgbImage(uprightWidth, uprightHeight) : new RgbImage(uprightWidth, uprightHeight, buffer);
        bool mirrorsColumns = ExifOrientation.MirrorsColumns(orientation);
        bool mirrorsRows = ExifOrientation.MirrorsRows(orientation);
        int columnStep = isTransposed ? Image.Stride : RgbBytes;
        int rowStep = isTransposed ? RgbBytes : Image.Stride;
        _origin = (mirrorsColumns ? (width - 1) * columnStep : 0) + (mirrorsRows ? (height - 1) * rowStep : 0);
        _columnStep = mirrorsColumns ? -columnStep : columnStep;
        _rowStep = mirrorsRows ? -rowStep : rowStep;
    }

    /// <summary>The upright picture; complete when every row has been written.</summary>
    public RgbImage Image { get; }

    /// <summary>Writes one stored row.</summary>
    /// <param name="row">Its number from the top of the stored picture.</param>
    /// <param name="rgba">Its pixels, four bytes each; the fourth is ignored.</param>
    public void WriteRow(int row, ReadOnlySpan<byte> rgba)
    {
        byte[] target = Image.Buffer;
        int offset = _origin + row * _rowStep;
        if (_columnStep == RgbBytes)
        {
            RgbaPacking.ToRgb(rgba, target.AsSpan(offset, rgba.Length / 4 * RgbBytes));
            return;
        }

        for (int i = 0; i + 4 <= rgba.Length; i += 4, offset += _columnStep)
        {
            target[offset] = rgba[i];
            target[offset + 1] = rgba[i + 1];
            target[offset + 2] = rgba[i + 2];
        }
    }
}
