using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Grains.Augmentation;

/// <summary>Augmented training images of one epoch.</summary>
/// <param name="policy">What is done.</param>
/// <param name="seed">The session's seed.</param>
/// <param name="epoch">Epoch (or cached variant) that the draws belong to.</param>
/// <param name="imageSize">Side of the image in pixels.</param>
/// <param name="decoder">Decodes photos in part.</param>
internal sealed class AugmentationRenderer(AugmentationPolicy policy, ulong seed, int epoch, int imageSize, PhotoDecoder decoder) : IPhotoRenderer
{
    // A batch's bytes must not depend on which photos happen to be in the cache.
    private readonly Augmenter augmenter = new(policy, seed, imageSize) { ScaledDecoding = false };

    /// <inheritdoc/>
    public void Render(RgbImage photo, long drawIndex, Span<byte> imageHwc) => augmenter.Render(photo, epoch, drawIndex, imageHwc);

    /// <inheritdoc/>
    public bool TryRender(ReadOnlyMemory<byte> encoded, long drawIndex, Span<byte> imageHwc)
    {
        augmenter.Render(encoded, decoder, epoch, drawIndex, imageHwc);
        return true;
    }
}
