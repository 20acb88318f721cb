using BirdGrid.TestSupport;
using BirdGrid.Vision.Photos;
using SkiaSharp;

namespace BirdGrid.Vision.Tests.Photos;

/// <summary>Pictures drawn or read for the photo tests.</summary>
internal static class TestPictures
{
    /// <summary>A smooth picture whose corners all differ, so that every flip and rotation shows.</summary>
    public static RgbImage Gradient(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Span<byte> pixel = image.PixelsHwc.Slice((y * width + x) * 3, 3);
                pixel[0] = (byte)(255 * x / width);
                pixel[1] = (byte)(255 * y / height);
                pixel[2] = (byte)(255 * (x + y) / (width + height));
            }
        }

        return image;
    }

    public static RgbImage Noise(int width, int height, int seed)
    {
        var image = new RgbImage(width, height);
        new Random(seed).NextBytes(image.PixelsHwc);
        return image;
    }

    public static byte[] EncodeWebp(RgbImage image, SKWebpEncoderCompression compression) =>
        Encode(image, pixels => pixels.Encode(new SKWebpEncoderOptions(compression, 90))!);

    public static byte[] EncodeJpeg(RgbImage image, int quality, SKJpegEncoderDownsample downsample) =>
        Encode(image, pixels => pixels.Encode(new SKJpegEncoderOptions(quality, downsample, SKJpegEncoderAlphaOption.Ignore))!);

    private static byte[] Encode(RgbImage image, Func<SKPixmap, SKData> encode)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        RgbaPacking.ToRgba(image.PixelsHwc, bitmap.GetPixelSpan());
        using SKPixmap pixels = bitmap.PeekPixels()!;
        using SKData data = encode(pixels);
        return data.ToArray();
    }

    public static byte[] Bad(params string[] parts) => File.ReadAllBytes(SharedData.Require(["bad", .. parts]));

    public static double MeanDifference(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        ReadOnlySpan<byte> left = expected.PixelsHwc;
        ReadOnlySpan<byte> right = actual.PixelsHwc;
        long sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += Math.Abs(left[i] - right[i]);
        }

        return (double)sum / left.Length;
    }

    public static int MostDifference(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        int most = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            most = Math.Max(most, Math.Abs(expected[i] - actual[i]));
        }

        return most;
    }
}
