using System.Runtime.CompilerServices;

namespace BirdGrid.Vision.Augmentation;

/// <summary>The loop over an output's rows and over the samples of a pixel, for every instruction set.</summary>
internal static unsafe class SamplingLoop
{
    /// <summary>Pixels that a kernel does at a time: their offsets and weights stay in the first-level cache.</summary>
    public const int StripPixels = 256;

    /// <summary>Samples every output pixel.</summary>
    /// <param name="origin">Where row 0, column 0 of the photo would lie.</param>
    /// <param name="map">The map.</param>
    /// <param name="samples">Where a pixel is sampled.</param>
    /// <param name="outputHwc">uint8 HWC.</param>
    /// <param name="outputWidth">Width of the output in pixels.</param>
    /// <param name="outputHeight">Height of the output in pixels.</param>
    /// <param name="simd">Instructions.</param>
    [SkipLocalsInit]
    public static void Run(
        byte* origin, in WarpCoefficients map, SamplePattern samples, byte* outputHwc, int outputWidth, int outputHeight, SimdLevel simd)
    {
        byte* sampled = stackalloc byte[SamplePattern.MaxCount * StripPixels * 3];
        for (int y = 0; y < outputHeight; y++)
        {
            for (int x = 0; x < outputWidth; x += StripPixels)
            {
                int count = Math.Min(StripPixels, outputWidth - x);
                float distance = x - map.CentreColumn;
                if (samples.Count == 1)
                {
                    SampleStrip(origin, map, map.Row(y), distance, count, outputHwc, simd);
                }
                else
                {
                    for (int i = 0; i < samples.Count; i++)
                    {
                        var (dx, dy) = samples[i];
                        SampleStrip(origin, map, map.Row(y + dy), distance + dx, count, sampled + (i * StripPixels * 3), simd);
                    }

                    SampleMean.Write(sampled, StripPixels * 3, samples.Count, count * 3, outputHwc, simd);
                }

                outputHwc += count * 3;
            }
        }
    }

    private static void SampleStrip(
        byte* origin, in WarpCoefficients map, in WarpRow row, float firstDistance, int count, byte* outputHwc, SimdLevel simd)
    {
        switch (simd)
        {
            case SimdLevel.Avx512:
                Avx512Warp.SampleStrip(origin, map, row, firstDistance, count, outputHwc);
                break;
            case SimdLevel.Avx2:
                Avx2Warp.SampleStrip(origin, map, row, firstDistance, count, outputHwc);
                break;
            default:
                ScalarWarp.SampleStrip(origin, map, row, firstDistance, count, outputHwc);
                break;
        }
    }
}
