using BirdGrid.Vision.Photos;

namespace BirdGrid.Grains.Augmentation;

/// <summary>Makes one image of a batch out of a photo.</summary>
internal interface IPhotoRenderer
{
    /// <summary>Renders a decoded photo.</summary>
    /// <param name="photo">The whole photo at full size.</param>
    /// <param name="drawIndex">Number that the photo's draws belong to.</param>
    /// <param name="imageHwc">Receives the image, uint8 HWC.</param>
    void Render(RgbImage photo, long drawIndex, Span<byte> imageHwc);

    /// <summary>Renders an encoded photo, decoding no more of it than the image shows, to the bytes that <see cref="Render"/> gives.</summary>
    /// <returns>Whether this renderer does that; false leaves the image alone.</returns>
    bool TryRender(ReadOnlyMemory<byte> encoded, long drawIndex, Span<byte> imageHwc);
}
