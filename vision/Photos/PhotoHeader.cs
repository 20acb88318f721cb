using BirdGrid.Vision.Photos.Headers;

namespace BirdGrid.Vision.Photos;

/// <summary>What a photo's header says about it.</summary>
public sealed record PhotoHeader
{
    internal PhotoHeader(PhotoFormat format, int storedWidth, int storedHeight, int orientation)
    {
        Format = format;
        StoredWidth = storedWidth;
        StoredHeight = storedHeight;
        Orientation = orientation;
    }

    /// <summary>The encoding, by content.</summary>
    public PhotoFormat Format { get; }

    /// <summary>EXIF orientation, 1 (upright) to 8; 1 where the photo states none or an invalid one.</summary>
    public int Orientation { get; }

    /// <summary>Width in pixels of the upright picture.</summary>
    public int Width => ExifOrientation.IsTransposed(Orientation) ? StoredHeight : StoredWidth;

    /// <summary>Height in pixels of the upright picture.</summary>
    public int Height => ExifOrientation.IsTransposed(Orientation) ? StoredWidth : StoredHeight;

    /// <summary>The shorter side in pixels.</summary>
    public int ShorterSide => Math.Min(StoredWidth, StoredHeight);

    /// <summary>Width in pixels of the rows as they are stored.</summary>
    internal int StoredWidth { get; }

    /// <summary>Number of rows as they are stored.</summary>
    internal int StoredHeight { get; }

    internal long Pixels => (long)StoredWidth * StoredHeight;

    /// <summary>Bytes the codec itself keeps for each stored pixel while decoding (progressive coefficients, interlaced rows).</summary>
    internal double CodecBytesPerPixel { get; init; }

    /// <summary>The fewest encoded bytes that can hold all pixels; 0 where the format sets no such bound.</summary>
    internal long LeastEncodedBytes { get; init; }
}
