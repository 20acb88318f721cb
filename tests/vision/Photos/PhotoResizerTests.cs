using BirdGrid.Vision.Photos;
using CsCheck;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class PhotoResizerTests
{
    private static readonly Gen<(RgbImage Source, int Width, int Height)> Resizes =
        from sourceWidth in Gen.Int[1, 90]
        from sourceHeight in Gen.Int[1, 90]
        from width in Gen.Int[1, 90]
        from height in Gen.Int[1, 90]
        from seed in Gen.Int
        select (TestPictures.Noise(sourceWidth, sourceHeight, seed), width, height);

    [Fact]
    public void Equals_the_scalar_arithmetic_of_Pillow() =>
        Resizes.Sample(
            resize =>
            {
                byte[] expected = PillowResize(resize.Source, resize.Width, resize.Height);
                RgbImage actual = PhotoResizer.Resize(resize.Source, resize.Width, resize.Height);
                Assert.Equal(expected, actual.PixelsHwc.ToArray());
            },
            iter: 300);

    [Fact]
    public void Same_size_is_a_copy() =>
        Resizes.Sample(
            resize => Assert.Equal(
                resize.Source.PixelsHwc.ToArray(),
                PhotoResizer.Resize(resize.Source, resize.Source.Width, resize.Source.Height).PixelsHwc.ToArray()),
            iter: 100);

    [Fact]
    public void One_colour_stays_that_colour() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 200], Gen.Int[1, 200], Gen.Byte).Sample(
            (from, to, height, level) =>
            {
                var source = new RgbImage(from, height);
                source.PixelsHwc.Fill(level);
                Assert.True(PhotoResizer.Resize(source, to, from).PixelsHwc.IndexOfAnyExcept(level) < 0);
            },
            iter: 300);

    [Fact]
    public void Window_equals_the_crop_of_the_whole() =>
        Gen.Select(Resizes, Gen.Double[0, 1], Gen.Double[0, 1]).Sample(
            (resize, across, down) =>
            {
                RgbImage whole = PhotoResizer.Resize(resize.Source, resize.Width, resize.Height);
                var window = new PixelWindow(
                    (int)(across * (resize.Width - 1)),
                    (int)(down * (resize.Height - 1)),
                    Math.Max(1, (int)((1 - across) * resize.Width * 0.7)),
                    Math.Max(1, (int)((1 - down) * resize.Height * 0.7)));
                byte[] part = new byte[window.Width * window.Height * 3];
                PhotoResizer.ResizeWindow(resize.Source, resize.Width, resize.Height, window, part);
                for (int row = 0; row < window.Height; row++)
                {
                    int offset = (window.Top + row) * whole.Stride + window.Left * 3;
                    Assert.Equal(
                        whole.PixelsHwc.Slice(offset, window.Width * 3), part.AsSpan(row * window.Width * 3, window.Width * 3));
                }
            },
            iter: 300);

    [Fact]
    public void Window_outside_the_picture_is_refused()
    {
        var source = new RgbImage(10, 10);
        byte[] target = new byte[75];
        Assert.Throws<ArgumentOutOfRangeException>(() => PhotoResizer.ResizeWindow(source, 20, 20, new PixelWindow(16, 0, 5, 5), target));
        Assert.Throws<ArgumentException>(() => PhotoResizer.ResizeWindow(source, 20, 20, new PixelWindow(0, 0, 5, 6), target));
        Assert.Throws<ArgumentOutOfRangeException>(() => PhotoResizer.Resize(source, 0, 5));
    }

    private static byte[] PillowResize(RgbImage source, int width, int height)
    {
        byte[] narrowed = PillowPass(source.PixelsHwc.ToArray(), source.Height, source.Width, 3, width);
        return PillowPass(narrowed, 1, source.Height, width * 3, height);
    }

    /// <summary>Resamples the middle axis of [outer, size, inner] bytes, written from Pillow's Resample.c without vectors or windows.</summary>
    private static byte[] PillowPass(byte[] source, int outer, int size, int inner, int target)
    {
        byte[] result = new byte[outer * target * inner];
        double scale = (double)size / target;
        double support = Math.Max(1, scale);
        for (int i = 0; i < target; i++)
        {
            double centre = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - support + 0.5));
            int end = Math.Min(size, (int)(centre + support + 0.5));
            double[] weights = [.. Enumerable.Range(first, end - first).Select(at => Math.Max(0, 1 - Math.Abs((at - centre + 0.5) / support)))];
            int[] levels = [.. weights.Select(weight => (int)(0.5 + weight / weights.Sum() * (1 << 22)))];
            for (int o = 0; o < outer; o++)
            {
                for (int c = 0; c < inner; c++)
                {
                    long sum = 1 << 21;
                    for (int tap = 0; tap < levels.Length; tap++)
                    {
                        sum += (long)source[(o * size + first + tap) * inner + c] * levels[tap];
                    }

                    result[(o * target + i) * inner + c] = (byte)Math.Clamp(sum >> 22, 0, 255);
                }
            }
        }

        return result;
    }
}
