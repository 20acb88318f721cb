namespace BirdGrid.Vision.Photos;

/// <summary>
/// An 8-bit RGB picture in memory: rows top to bottom, three bytes a pixel, no row padding (uint8 HWC).
/// The buffer is <see cref="SlackBytes"/> longer than the pixels, so that vector loads at the last pixel stay inside it.
/// </summary>
public sealed class RgbImage
{
    /// <summary>Readable bytes behind the last pixel of <see cref="Buffer"/>.</summary>
    public const int SlackBytes = 64;

    /// <summary>Allocates a black picture.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1.</exception>
    public RgbImage(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Width = width;
        Height = height;
        Buffer = new byte[BufferBytes(width, height)];
    }

    /// <summary>Lays a picture over a buffer that is lent, whatever is in it.</summary>
    internal RgbImage(int width, int height, byte[] buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, BufferBytes(width, height), nameof(buffer));
        Width = width;
        Height = height;
        Buffer = buffer;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Bytes from one row to the next: three times the width.</summary>
    public int Stride => Width * 3;

    /// <summary>Whether the photo ended before its last pixel, and gray stands for what is missing; see <see cref="TruncatedPhotos"/>.</summary>
    public bool IsTruncated { get; internal set; }

    /// <summary>The pixels followed by <see cref="SlackBytes"/> bytes of slack.</summary>
    public byte[] Buffer { get; }

    /// <summary>The pixels alone, uint8 HWC.</summary>
    public Span<byte> PixelsHwc => Buffer.AsSpan(0, Width * Height * 3);

    /// <summary>Length of a picture's buffer, slack included.</summary>
    internal static int BufferBytes(int width, int height) => checked((width * height * 3) + SlackBytes);
}
