namespace BirdGrid.Vision.Inference.Engines;

/// <summary>Whether a batch is what an engine can take.</summary>
internal static class BatchCheck
{
    /// <summary>Counts a batch's images and checks every length.</summary>
    /// <param name="images">The batch.</param>
    /// <param name="imageSize">Side that the engine takes, in pixels.</param>
    /// <param name="classCount">Classes that it tells apart.</param>
    /// <param name="logitCount">Logits that there is room for.</param>
    /// <exception cref="ArgumentException">There is no image, or a length is another than it should be.</exception>
    public static int CountImages(IReadOnlyList<PreparedImages> images, int imageSize, int classCount, int logitCount)
    {
        ArgumentNullException.ThrowIfNull(images);
        long count = 0;
        for (int i = 0; i < images.Count; i++)
        {
            var part = images[i];
            long expected = (long)part.Count * PreparedImages.BytesPerImage(part.Format, imageSize);
            if (part.Count < 1 || part.Pixels.Length != expected)
            {
                throw new ArgumentException(
                    $"{part.Count} images of {imageSize} x {imageSize} x 3 {part.Format.ToString().ToLowerInvariant()} are {expected} bytes, but there are {part.Pixels.Length}.",
                    nameof(images));
            }

            count += part.Count;
        }

        if (count == 0)
        {
            throw new ArgumentException("There is no image.", nameof(images));
        }

        return count * classCount == logitCount
            ? (int)count
            : throw new ArgumentException($"{count} images of {classCount} classes have {count * classCount} logits, but there is room for {logitCount}.", nameof(images));
    }
}
