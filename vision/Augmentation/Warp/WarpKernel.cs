using System.Buffers;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Samples a photo through a map, once, bilinearly: uint8 in, uint8 out. Positions and weights have 7 fraction bits, so a
/// level differs from exact interpolation by at most 3 (by 0.3 on average). The widest kernel that the processor has is used; all give the same bytes.
/// </summary>
public static unsafe class WarpKernel
{
    /// <summary>A map that shrinks by more than this aliases under four taps: the photo is halved first.</summary>
    private const double MaxScale = 2;

    /// <summary>One pixel is left of the largest photo after so many.</summary>
    private const int MaxHalvings = 16;

    /// <summary>Points per side at which a map's scale is looked at.</summary>
    private const int ScaleGrid = 5;

    /// <summary>Whether a vector kernel is used on this machine.</summary>
    public static bool IsVectorised => SimdLevels.Best != SimdLevel.Scalar;

    /// <summary>
    /// Samples every output pixel. Where the map shrinks by more than 2, the photo is first halved by box averages, as often as needed.
    /// Positions that are not finite (the pole) are black; nothing outside the photo is ever read.
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
        double rimPixels = 0) =>
        Sample(source, map, outputWidth, outputHeight, outputHwc, border, rimPixels, SimdLevels.Best);

    /// <summary>The same with the kernel named.</summary>
    internal static void Sample(
        RgbImage source,
        in SamplingMap map,
        int outputWidth,
        int outputHeight,
        Span<byte> outputHwc,
        BorderMode border,
        double rimPixels,
        SimdLevel simd)
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

        SourceBounds bounds = SourceBounds.Of(source.Width, source.Height, rimPixels);
        int halvings = Halvings(map, outputWidth, outputHeight, bounds);
        SamplePart(PhotoPart.Whole(source), map, bounds, halvings, outputWidth, outputHeight, outputHwc, border, simd);
    }

    /// <summary>
    /// Samples a part of a photo that has all pixels the map looks at. Map and bounds are those of the whole photo at full size; of the
    /// halvings the part's own shrink counts as done.
    /// </summary>
    internal static void SamplePart(
        in PhotoPart part,
        SamplingMap map,
        SourceBounds bounds,
        int halvings,
        int outputWidth,
        int outputHeight,
        Span<byte> outputHwc,
        BorderMode border,
        SimdLevel simd)
    {
        for (int shrink = part.Shrink; shrink > 1; shrink /= 2)
        {
            bounds = bounds.Halved();
            map = map with { Source = map.Source.Halved() };
            halvings--;
        }

        bounds = bounds.Shifted(part.RowPadding, part.ColumnPadding);
        map = map with { Source = map.Source.Shifted(part.RowPadding, part.ColumnPadding) };
        fixed (byte* pixels = part.Pixels.Buffer)
        fixed (byte* output = outputHwc)
        {
            var view = new PixelView(pixels, part.Left, part.Top, part.Pixels.Width, part.Pixels.Height, part.Pixels.Stride);
            if (halvings <= 0)
            {
                SampleView(view, map, bounds, output, outputWidth, outputHeight, border, simd);
            }
            else
            {
                SampleHalved(view, map, bounds, halvings, output, outputWidth, outputHeight, border, simd);
            }
        }
    }

    /// <summary>Samples pinned pixels as they are; <see cref="PixelView.OverreadBytes"/> bytes behind the last have to be readable.</summary>
    internal static void SampleView(
        in PixelView source,
        in SamplingMap map,
        in SourceBounds bounds,
        byte* output,
        int outputWidth,
        int outputHeight,
        BorderMode border,
        SimdLevel simd)
    {
        var coefficients = new WarpCoefficients(map, outputWidth, outputHeight, source, bounds, border);
        switch (simd)
        {
            case SimdLevel.Avx512:
                Avx512Warp.Sample(source.Origin, coefficients, output, outputWidth, outputHeight);
                break;
            case SimdLevel.Avx2:
                Avx2Warp.Sample(source.Origin, coefficients, output, outputWidth, outputHeight);
                break;
            default:
                ScalarWarp.Sample(source.Origin, coefficients, output, outputWidth, outputHeight);
                break;
        }
    }

    /// <summary>How often the photo has to be halved so that the map's scale, averaged over the output, is at most <see cref="MaxScale"/>.</summary>
    internal static int Halvings(in SamplingMap map, int outputWidth, int outputHeight, in SourceBounds bounds)
    {
        double areas = 0;
        int points = 0;
        for (int i = 0; i < ScaleGrid; i++)
        {
            for (int j = 0; j < ScaleGrid; j++)
            {
                double x = (((j + 0.5) / ScaleGrid) * outputWidth) - 0.5;
                double y = (((i + 0.5) / ScaleGrid) * outputHeight) - 0.5;
                var (row, column) = map.SourceAt(x, y);
                if (bounds.Contains(row, column))
                {
                    double scale = map.ScaleAt(x, y);
                    areas += scale * scale;
                    points++;
                }
            }
        }

        int halvings = 0;
        for (double scale = points == 0 ? 0 : Math.Sqrt(areas / points); scale > MaxScale && halvings < MaxHalvings; scale /= 2)
        {
            halvings++;
        }

        return halvings;
    }

    private static void SampleHalved(
        PixelView view,
        SamplingMap map,
        SourceBounds bounds,
        int halvings,
        byte* output,
        int outputWidth,
        int outputHeight,
        BorderMode border,
        SimdLevel simd)
    {
        int bytes = (HalfSize.SideOf(view.Width) * HalfSize.SideOf(view.Height) * 3) + RgbImage.SlackBytes;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            fixed (byte* halved = buffer)
            {
                for (int i = 0; i < halvings; i++)
                {
                    view = HalfSize.Shrink(view, halved, simd);
                    bounds = bounds.Halved();
                    map = map with { Source = map.Source.Halved() };
                }

                SampleView(view, map, bounds, output, outputWidth, outputHeight, border, simd);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
