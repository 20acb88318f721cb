namespace BirdGrid.Vision.Photos;

/// <summary>
/// A part of an upright photo, decoded at a fraction of its size. The photo's pixel index p, a row or a column, becomes
/// (p + 0.5) / <see cref="Shrink"/> - 0.5 plus the padding at that size; the part begins at <see cref="Top"/> and <see cref="Left"/> of it.
/// </summary>
/// <param name="Pixels">The part.</param>
/// <param name="Shrink">1, 2, 4 or 8.</param>
/// <param name="Left">First column of the part, pixels at its size.</param>
/// <param name="Top">First row of the part, pixels at its size.</param>
/// <param name="ColumnPadding">Columns, below 1, by which a mirrored photo whose width is no multiple of the shrink is moved.</param>
/// <param name="RowPadding">Rows, below 1, by which a mirrored photo whose height is no multiple of the shrink is moved.</param>
/// <param name="PhotoWidth">Width of the whole photo at full size, pixels.</param>
/// <param name="PhotoHeight">Height of the whole photo at full size, pixels.</param>
public readonly record struct PhotoPart(
    RgbImage Pixels,
    int Shrink,
    int Left,
    int Top,
    double ColumnPadding,
    double RowPadding,
    int PhotoWidth,
    int PhotoHeight)
{
    /// <summary>A photo at full size as its own part.</summary>
    public static PhotoPart Whole(RgbImage photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return new PhotoPart(photo, 1, 0, 0, 0, 0, photo.Width, photo.Height);
    }
}
