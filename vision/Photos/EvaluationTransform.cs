namespace BirdGrid.Vision.Photos;

/// <summary>
/// torchvision's evaluation preprocessing up to the pixels: <c>Resize(resizeSize)</c> (shorter side, antialiased bilinear)
/// and <c>CenterCrop(cropSize)</c>. Safe for concurrent use.
/// </summary>
public sealed class EvaluationTransform
{
    /// <summary>Creates the transform.</summary>
    /// <param name="resizeSize">Shorter side in pixels after resizing, 1 to 16,384.</param>
    /// <param name="cropSize">Side in pixels of the central square, 1 to <paramref name="resizeSize"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is outside its range.</exception>
    public EvaluationTransform(int resizeSize, int cropSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resizeSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resizeSize, 16_384);
        ArgumentOutOfRangeException.ThrowIfLessThan(cropSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cropSize, resizeSize);
        ResizeSize = resizeSize;
        CropSize = cropSize;
    }

    /// <summary>Shorter side in pixels after resizing; also the least shorter side to decode a photo at.</summary>
    public int ResizeSize { get; }

    /// <summary>Side in pixels of the square that is rendered.</summary>
    public int CropSize { get; }

    /// <summary>Bytes of one rendered picture: CropSize * CropSize * 3.</summary>
    public int ImageBytes => CropSize * CropSize * 3;

    /// <summary>Renders a photo; only the cropped part of the resized picture is computed.</summary>
    /// <param name="photo">The upright photo.</param>
    /// <param name="imageHwc">Receives the crop, uint8 HWC, <see cref="ImageBytes"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="imageHwc"/> has another length.</exception>
    /// <exception cref="OverflowException">The photo is so narrow that its resized length passes 2^31 pixels.</exception>
    public void Render(RgbImage photo, Span<byte> imageHwc)
    {
        ArgumentNullException.ThrowIfNull(photo);
        (int width, int height) = ScaledToShorterSide(photo.Width, photo.Height, ResizeSize);
        var window = new PixelWindow(Middle(width), Middle(height), CropSize, CropSize);
        PhotoResizer.ResizeWindow(photo, width, height, window, imageHwc);
    }

    /// <summary>The size with a given shorter side; the longer side keeps the proportion, rounded down as torchvision does.</summary>
    internal static (int Width, int Height) ScaledToShorterSide(int width, int height, int shorterSide)
    {
        int shorter = Math.Min(width, height);
        int longer = checked((int)((long)shorterSide * Math.Max(width, height) / shorter));
        return width <= height ? (shorterSide, longer) : (longer, shorterSide);
    }

    private int Middle(int side) => (int)Math.Round((side - CropSize) / 2.0, MidpointRounding.ToEven);
}
