using System.Buffers;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Turns photos into training images by a policy. What is done to a photo is a pure function of (seed, epoch, photo): the same bytes come
/// out on any thread, in any order, on any machine of the grid. Thread-safe; no pixels are allocated per photo.
/// </summary>
public sealed class Augmenter
{
    /// <summary>Smallest output side in pixels.</summary>
    public const int MinOutputSize = 4;

    /// <summary>Largest output side in pixels: the noise stream has one block per pixel.</summary>
    public const int MaxOutputSize = 4096;

    /// <summary>A photo covers the whole areas of its pixels, half a pixel beyond the outermost centres.</summary>
    private const double RimPixels = 0.5;

    /// <summary>A JPEG is decoded at 1/8 of its size at the least.</summary>
    private const int MaxDecoderHalvings = 3;

    /// <summary>Creates an augmenter.</summary>
    /// <param name="policy">What is done.</param>
    /// <param name="seed">Seed of the training session.</param>
    /// <param name="outputSize">Side of the square output in pixels, 4 to 4096.</param>
    /// <exception cref="AugmentationPolicyException">A value of the policy is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The output size is out of range.</exception>
    public Augmenter(AugmentationPolicy policy, ulong seed, int outputSize)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputSize, MinOutputSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputSize, MaxOutputSize);
        policy.Validate();
        Policy = policy;
        Seed = seed;
        OutputSize = outputSize;
    }

    /// <summary>What is done.</summary>
    public AugmentationPolicy Policy { get; }

    /// <summary>Seed of the training session.</summary>
    public ulong Seed { get; }

    /// <summary>Side of the square output in pixels.</summary>
    public int OutputSize { get; }

    /// <summary>
    /// Whether a JPEG that would be halved before sampling is decoded at 1/2, 1/4 or 1/8 of its size instead: much faster for large photos.
    /// The scaled inverse DCT averages slightly otherwise than boxes of pixels do, so the bytes differ from those of the decoded photo.
    /// </summary>
    /// <value>True by default.</value>
    public bool ScaledDecoding { get; init; } = true;

    /// <summary>Bytes of one output: OutputSize·OutputSize·3.</summary>
    public int OutputBytes => OutputSize * OutputSize * 3;

    /// <summary>What <see cref="Render(RgbImage, int, long, Span{byte})"/> does to a photo of this size, without doing it.</summary>
    /// <param name="photoWidth">Width of the photo in pixels, at least 1.</param>
    /// <param name="photoHeight">Height of the photo in pixels, at least 1.</param>
    /// <param name="epoch">Epoch.</param>
    /// <param name="photoIndex">Number of the photo in its dataset.</param>
    public DrawnAugmentation Draw(int photoWidth, int photoHeight, int epoch, long photoIndex)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(photoWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(photoHeight, 1);
        return AugmentationDraw.For(Policy, new PhiloxKey(Seed, epoch, photoIndex), photoWidth, photoHeight, OutputSize);
    }

    /// <summary>Renders a photo for an epoch: one geometric sampling pass, then one pass for colours and noise, then the cutout.</summary>
    /// <param name="photo">The decoded photo.</param>
    /// <param name="epoch">Epoch.</param>
    /// <param name="photoIndex">Number of the photo in its dataset.</param>
    /// <param name="imageHwc">At least <see cref="OutputBytes"/> bytes, uint8 HWC; bytes behind that are left alone.</param>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    public void Render(RgbImage photo, int epoch, long photoIndex, Span<byte> imageHwc) =>
        Render(photo, epoch, photoIndex, imageHwc, SimdLevels.Best);

    /// <summary>
    /// Decodes and renders a photo for an epoch. The draw is made first, then only the part that it shows is decoded: of a JPEG the rows
    /// above are skipped and those below not looked at. Without <see cref="ScaledDecoding"/> the bytes are those of the whole decoded photo.
    /// </summary>
    /// <param name="encoded">The whole encoded photo.</param>
    /// <param name="decoder">Decodes it, with its limits.</param>
    /// <param name="epoch">Epoch.</param>
    /// <param name="photoIndex">Number of the photo in its dataset.</param>
    /// <param name="imageHwc">At least <see cref="OutputBytes"/> bytes, uint8 HWC; bytes behind that are left alone.</param>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    /// <exception cref="PhotoDecodeException">The photo is refused by the decoder.</exception>
    public void Render(ReadOnlyMemory<byte> encoded, PhotoDecoder decoder, int epoch, long photoIndex, Span<byte> imageHwc)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        PhotoHeader header = decoder.ReadHeader(encoded.Span);
        Span<byte> image = Output(imageHwc);
        DrawnAugmentation drawn = Draw(header.Width, header.Height, epoch, photoIndex);
        SamplingPlan sampling = Sampling(drawn, header.Width, header.Height);
        int shrink = ScaledDecoding ? 1 << Math.Min(sampling.Halvings, MaxDecoderHalvings) : 1;
        var plan = PartPlan.For(header, shrink, sampling.Window());
        byte[] buffer = ArrayPool<byte>.Shared.Rent(plan.BufferBytes);
        try
        {
            Render(decoder.DecodePart(encoded, header, plan, buffer), sampling, drawn, new PhiloxKey(Seed, epoch, photoIndex), image, SimdLevels.Best);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The same with the kernels named.</summary>
    internal void Render(RgbImage photo, int epoch, long photoIndex, Span<byte> imageHwc, SimdLevel simd)
    {
        ArgumentNullException.ThrowIfNull(photo);
        Span<byte> image = Output(imageHwc);
        DrawnAugmentation drawn = Draw(photo.Width, photo.Height, epoch, photoIndex);
        Render(PhotoPart.Whole(photo), Sampling(drawn, photo.Width, photo.Height), drawn, new PhiloxKey(Seed, epoch, photoIndex), image, simd);
    }

    private Span<byte> Output(Span<byte> imageHwc) => imageHwc.Length >= OutputBytes
        ? imageHwc[..OutputBytes]
        : throw new ArgumentException($"The output holds {imageHwc.Length} bytes; an image of {OutputSize}x{OutputSize} needs {OutputBytes}.", nameof(imageHwc));

    /// <summary>How a draw samples a photo.</summary>
    internal SamplingPlan Sampling(in DrawnAugmentation drawn, int photoWidth, int photoHeight) =>
        SamplingPlan.For(drawn.Map, OutputSize, OutputSize, photoWidth, photoHeight, Policy.Border, RimPixels, antialiased: true);

    private void Render(in PhotoPart part, in SamplingPlan sampling, in DrawnAugmentation drawn, PhiloxKey key, Span<byte> image, SimdLevel simd)
    {
        WarpKernel.Sample(part, sampling, image, simd);
        if (drawn.Colour is not null || drawn.NoiseStdDevLevels > 0)
        {
            PixelPass.Apply(image, drawn.Colour ?? ColourMatrix.Identity, new PixelNoise(key, drawn.NoiseStdDevLevels), simd);
        }

        if (drawn.Cutout is { } box)
        {
            PixelPass.CutOut(image, OutputSize, box);
        }
    }
}
