using System.Buffers;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Samples a photo through a map, once: uint8 in, uint8 out. Positions and weights have 7 fraction bits, so a bilinear sample differs from
/// exact interpolation by at most 3 levels (by 0.3 on average). Where the map shrinks, the photo is halved as often as needed and pixels
/// are sampled more than once. The widest kernel that the processor has is used; all give the same bytes.
/// </summary>
public static unsafe class WarpKernel
{
    /// <summary>The instructions that the kernel uses on this processor: Scalar, Avx2 or Avx512.</summary>
    public static string Instructions => SimdLevels.Best.ToString();

    /// <summary>
    /// Samples every output pixel. Positions that are not finite (the pole) are black; nothing outside the photo is ever read.
    /// </summary>
    /// <param name="source">The photo.</param>
    /// <param name="map">From output pixels to source positions.</param>
    /// <param name="outputWidth">Width of the output in pixels.</param>
    /// <param name="outputHeight">Height of the output in pixels.</param>
    /// <param name="outputHwc">At least outputWidth·outputHeight·3 bytes, uint8 HWC.</param>
    /// <param name="border">What is shown outside the photo.</param>
    /// <param name="rimPixels">
    /// How far beyond its outermost pixel centres the photo reaches, 0 to 0.5 source pixels: 0 (SciPy's rule: outside [0, width - 1] is
    /// border) for indices as coordinates, 0.5 for whole pixel areas as in crops and resizes.
    /// </param>
    /// <param name="antialiased">
    /// Whether shrinking maps sample a pixel three or four times (see <see cref="SamplePattern"/>); false takes one bilinear sample whatever
    /// the map, as remap functions do.
    /// </param>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    /// <exception cref="InvalidOperationException">The map's Möbius part has determinant 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1 or the rim outside its range.</exception>
    public static void Sample(
        RgbImage source,
        in SamplingMap map,
        int outputWidth,
        int outputHeight,
        Span<byte> outputHwc,
        BorderMode border = BorderMode.Black,
        double rimPixels = 0,
        bool antialiased = true)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rimPixels, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rimPixels, 0.5);
        if (outputHwc.Length < checked(outputWidth * outputHeight * 3))
        {
            throw new ArgumentException($"The output holds {outputHwc.Length} bytes; {outputWidth}x{outputHeight} pixels of 3 bytes are to be written.", nameof(outputHwc));
        }

        var plan = SamplingPlan.For(map, outputWidth, outputHeight, source.Width, source.Height, border, rimPixels, antialiased);
        Sample(PhotoPart.Whole(source), plan, outputHwc, SimdLevels.Best);
    }

    /// <summary>
    /// Samples a part of a photo that has all pixels the plan looks at. Of the plan's halvings the part's own shrink counts as done.
    /// </summary>
    internal static void Sample(in PhotoPart part, SamplingPlan plan, Span<byte> outputHwc, SimdLevel simd)
    {
        for (int shrink = part.Shrink; shrink > 1; shrink /= 2)
        {
            plan = plan.Halved();
        }

        plan = plan.Shifted(part.RowPadding, part.ColumnPadding);
        fixed (byte* pixels = part.Pixels.Buffer)
        fixed (byte* output = outputHwc)
        {
            var view = new PixelView(pixels, part.Left, part.Top, part.Pixels.Width, part.Pixels.Height, part.Pixels.Stride);
            if (plan.Halvings <= 0)
            {
                SampleView(view, plan, output, simd);
            }
            else
            {
                SampleHalved(view, plan, output, simd);
            }
        }
    }

    /// <summary>Samples pinned pixels as they are; <see cref="PixelView.OverreadBytes"/> bytes behind the last have to be readable.</summary>
    private static void SampleView(in PixelView source, in SamplingPlan plan, byte* output, SimdLevel simd)
    {
        var coefficients = new WarpCoefficients(plan.Map, plan.OutputWidth, plan.OutputHeight, source, plan.Bounds, plan.Border);
        SamplingLoop.Run(source.Origin, coefficients, plan.Samples, output, plan.OutputWidth, plan.OutputHeight, simd);
    }

    private static void SampleHalved(PixelView view, SamplingPlan plan, byte* output, SimdLevel simd)
    {
        int bytes = (HalfSize.SideOf(view.Width) * HalfSize.SideOf(view.Height) * 3) + RgbImage.SlackBytes;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            fixed (byte* halved = buffer)
            {
                for (; plan.Halvings > 0; plan = plan.Halved())
                {
                    view = HalfSize.Shrink(view, halved, simd);
                }

                SampleView(view, plan, output, simd);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
