using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Turns photos into training images by a policy. What is done to a photo is a pure function of (seed, epoch, photo): the same bytes come
/// out on any thread, in any order, on any machine of the grid. Thread-safe; allocates nothing per photo.
/// </summary>
public sealed class Augmenter
{
    /// <summary>Smallest output side in pixels.</summary>
    public const int MinOutputSize = 4;

    /// <summary>Largest output side in pixels: the noise stream has one block per pixel.</summary>
    public const int MaxOutputSize = 4096;

    /// <summary>A photo covers the whole areas of its pixels, half a pixel beyond the outermost centres.</summary>
    internal const double RimPixels = 0.5;

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
        Render(photo, epoch, photoIndex, imageHwc, WarpKernel.IsVectorised);

    /// <summary>The same with the kernels named.</summary>
    internal void Render(RgbImage photo, int epoch, long photoIndex, Span<byte> imageHwc, bool vectorised)
    {
        ArgumentNullException.ThrowIfNull(photo);
        if (imageHwc.Length < OutputBytes)
        {
            throw new ArgumentException($"The output holds {imageHwc.Length} bytes; an image of {OutputSize}x{OutputSize} needs {OutputBytes}.", nameof(imageHwc));
        }

        DrawnAugmentation drawn = Draw(photo.Width, photo.Height, epoch, photoIndex);
        Span<byte> image = imageHwc[..OutputBytes];
        WarpKernel.Sample(photo, drawn.Map, OutputSize, OutputSize, image, Policy.Border, RimPixels, vectorised);
        if (drawn.Colour is not null || drawn.NoiseStdDevLevels > 0)
        {
            var noise = new PixelNoise(new PhiloxKey(Seed, epoch, photoIndex), drawn.NoiseStdDevLevels);
            PixelPass.Apply(image, drawn.Colour ?? ColourMatrix.Identity, noise, vectorised);
        }

        if (drawn.Cutout is { } box)
        {
            PixelPass.CutOut(image, OutputSize, box);
        }
    }
}
