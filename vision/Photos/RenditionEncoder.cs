using BirdGrid.Vision.Photos.Jpeg;

namespace BirdGrid.Vision.Photos;

/// <summary>Makes renditions of photos. Safe for concurrent use.</summary>
/// <param name="decoder">Decodes the originals, with its limits.</param>
public sealed class RenditionEncoder(PhotoDecoder decoder)
{
    private const int JpegQuality = 95;

    /// <summary>
    /// Shrinks a photo to a shorter side, never enlarging it: a scaled decode to at least that size, then
    /// <see cref="PhotoResizer"/>, then JPEG of quality 95 without chroma subsampling. An upright JPEG that is small enough
    /// is checked by decoding it and kept byte for byte, with its end marker where that was missing. Of a truncated photo that
    /// is taken a whole JPEG is made, whatever its size: whoever reads the rendition later needs to know nothing of its end.
    /// </summary>
    /// <param name="encoded">The whole encoded photo.</param>
    /// <param name="shorterSide">Greatest shorter side of the rendition in pixels, at least 1.</param>
    /// <param name="truncated">What is done with a photo that ends before its last pixel.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="shorterSide"/> is below 1.</exception>
    /// <exception cref="PhotoDecodeException">The photo is refused by the decoder.</exception>
    public Rendition Make(ReadOnlyMemory<byte> encoded, int shorterSide, TruncatedPhotos truncated = TruncatedPhotos.Refuse)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shorterSide, 1);
        RgbImage photo = decoder.Decode(encoded, shorterSide, truncated);
        PhotoHeader header = PhotoDecoder.Parse(encoded.Span);
        bool isTruncated = photo.IsTruncated;
        bool isSmallEnough = header.ShorterSide <= shorterSide;
        if (isSmallEnough && !isTruncated && header is { Format: PhotoFormat.Jpeg, Orientation: 1 })
        {
            return new Rendition(JpegExtent.End(encoded, out _), header.Width, header.Height);
        }

        if (!isSmallEnough)
        {
            (int width, int height) = EvaluationTransform.ScaledToShorterSide(header.Width, header.Height, shorterSide);
            photo = PhotoResizer.Resize(photo, width, height);
        }

        return new Rendition(PhotoEncoder.EncodeJpeg(photo, JpegQuality), photo.Width, photo.Height, isTruncated);
    }
}
