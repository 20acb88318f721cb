using BirdGrid.TestSupport;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Tests.Augmentation;

/// <summary>
/// How close the warp comes to what a camera with bigger pixels would see: the photo sampled 4 x 4 times in every output pixel (bilinearly, in
/// double precision) and averaged. The measure to beat is Pillow's antialiased resize, which <see cref="PhotoResizer"/> repeats exactly.
/// </summary>
public sealed class WarpQualityTests
{
    private const int Supersampling = 4;

    /// <summary>Largest loss against the resize, decibels: none.</summary>
    private const double ToleranceDecibels = 0;

    /// <summary>Output sides that 224 pixels are shrunk to: by 1.2, 1.5, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.3, 3.6, 3.9, 4.3, 5, 6 and 8.</summary>
    [Theory]
    [InlineData(187)]
    [InlineData(149)]
    [InlineData(124)]
    [InlineData(112)]
    [InlineData(102)]
    [InlineData(90)]
    [InlineData(80)]
    [InlineData(75)]
    [InlineData(68)]
    [InlineData(62)]
    [InlineData(57)]
    [InlineData(52)]
    [InlineData(45)]
    [InlineData(37)]
    [InlineData(28)]
    public void Shrinking_is_no_worse_than_an_antialiased_resize(int size)
    {
        foreach (string name in (string[])["brambling_eval224.png", "labrador_retriever_eval224.png", "mountain_bike_eval224.png"])
        {
            RgbImage photo = new PhotoDecoder().Decode(File.ReadAllBytes(SharedData.Require("fixtures", "augmentation", name)));
            var map = new SamplingMap(OutputFrame.UnitSquare(size, mirrored: false), MobiusMap.Identity, SourceFrame.OverBox(112, 112, 224, 224, 0));
            byte[] warped = new byte[size * size * 3];
            WarpKernel.Sample(photo, map, size, size, warped, BorderMode.Replicate, 0.5);

            byte[] reference = Reference(photo, map, size);
            double ofWarp = Psnr(reference, warped);
            double ofResize = Psnr(reference, PhotoResizer.Resize(photo, size, size).PixelsHwc.ToArray());
            Assert.True(ofWarp >= ofResize - ToleranceDecibels, $"{name} to {size}: {ofWarp:0.0} dB, the resize {ofResize:0.0} dB");
        }
    }

    private static byte[] Reference(RgbImage photo, SamplingMap map, int size)
    {
        byte[] output = new byte[size * size * 3];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                Span<double> sum = [0, 0, 0];
                for (int i = 0; i < Supersampling * Supersampling; i++)
                {
                    var (row, column) = map.SourceAt(
                        x + (((i % Supersampling) + 0.5) / Supersampling) - 0.5,
                        y + (((i / Supersampling) + 0.5) / Supersampling) - 0.5);
                    AddBilinear(photo, row, column, sum);
                }

                for (int channel = 0; channel < 3; channel++)
                {
                    output[(((y * size) + x) * 3) + channel] = (byte)Math.Round(sum[channel] / (Supersampling * Supersampling));
                }
            }
        }

        return output;
    }

    private static void AddBilinear(RgbImage photo, double row, double column, Span<double> sum)
    {
        row = Math.Clamp(row, 0, photo.Height - 1);
        column = Math.Clamp(column, 0, photo.Width - 1);
        int top = (int)row;
        int left = (int)column;
        int bottom = Math.Min(top + 1, photo.Height - 1);
        int right = Math.Min(left + 1, photo.Width - 1);
        for (int channel = 0; channel < 3; channel++)
        {
            double At(int y, int x) => photo.PixelsHwc[(((y * photo.Width) + x) * 3) + channel];
            double upper = At(top, left) + ((column - left) * (At(top, right) - At(top, left)));
            double lower = At(bottom, left) + ((column - left) * (At(bottom, right) - At(bottom, left)));
            sum[channel] += upper + ((row - top) * (lower - upper));
        }
    }

    private static double Psnr(byte[] expected, byte[] actual)
    {
        double error = expected.Zip(actual, (e, a) => (double)(e - a) * (e - a)).Average();
        return 10 * Math.Log10(255 * 255 / error);
    }
}
