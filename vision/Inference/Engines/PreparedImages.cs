namespace BirdGrid.Vision.Inference.Engines;

/// <summary>Images of a network's input size that are not normalised yet: an engine does that.</summary>
/// <param name="Pixels">NHWC, count x size x size x 3 values of the format, row-major and unpadded.</param>
/// <param name="Format">What a value is.</param>
/// <param name="Count">Number of images, at least 1.</param>
public readonly record struct PreparedImages(ReadOnlyMemory<byte> Pixels, PixelFormat Format, int Count)
{
    /// <summary>Bytes of one image.</summary>
    /// <param name="format">What a value is.</param>
    /// <param name="imageSize">Side in pixels.</param>
    public static int BytesPerImage(PixelFormat format, int imageSize) => imageSize * imageSize * 3 * (format == PixelFormat.Floats ? sizeof(float) : 1);
}
