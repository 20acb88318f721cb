namespace BirdGrid.Vision.Photos;

/// <summary>Exchanges left and right.</summary>
public static class MirrorImage
{
    private const int Channels = 3;

    /// <summary>The mirror images of square pictures.</summary>
    /// <param name="imagesNhwc">uint8 [N, imageSize, imageSize, 3].</param>
    /// <param name="imageSize">Side in pixels, at least 1.</param>
    /// <returns>A new array of the same shape.</returns>
    /// <exception cref="ArgumentException">The bytes are no whole number of rows.</exception>
    public static byte[] Of(ReadOnlySpan<byte> imagesNhwc, int imageSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, 1);
        int rowBytes = imageSize * Channels;
        if (imagesNhwc.Length % rowBytes != 0)
        {
            throw new ArgumentException($"{imagesNhwc.Length} bytes are no whole number of rows of {imageSize} pixels.", nameof(imagesNhwc));
        }

        byte[] mirrored = GC.AllocateUninitializedArray<byte>(imagesNhwc.Length);
        for (int row = 0; row < imagesNhwc.Length; row += rowBytes)
        {
            for (int left = 0; left < rowBytes; left += Channels)
            {
                imagesNhwc.Slice(row + left, Channels).CopyTo(mirrored.AsSpan(row + rowBytes - Channels - left));
            }
        }

        return mirrored;
    }
}
