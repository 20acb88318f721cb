using BirdGrid.Vision.Photos;

namespace BirdGrid.Grains.Augmentation;

/// <summary>Images as evaluation sees them: resize, then centre crop.</summary>
/// <param name="resizeSize">Shorter side in pixels after resizing.</param>
/// <param name="imageSize">Side of the image in pixels.</param>
internal sealed class EvaluationRenderer(int resizeSize, int imageSize) : IPhotoRenderer
{
    private readonly EvaluationTransform transform = new(resizeSize, imageSize);

    /// <inheritdoc/>
    public void Render(RgbImage photo, long drawIndex, Span<byte> imageHwc) => transform.Render(photo, imageHwc);

    /// <inheritdoc/>
    public bool TryRender(ReadOnlyMemory<byte> encoded, long drawIndex, Span<byte> imageHwc) => false;
}
