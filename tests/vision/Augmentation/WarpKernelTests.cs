using System.Numerics;
using System.Text.Json;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;
using CsCheck;

namespace BirdGrid.Vision.Tests.Augmentation;

public sealed class WarpKernelTests
{
    [Fact]
    public void The_fixtures_of_SciPy_are_met_in_coordinates_and_grey_levels()
    {
        string folder = SharedData.Require("fixtures", "augmentation");
        using var fixtures = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "augmentation.json")));
        foreach (var set in fixtures.RootElement.GetProperty("sets").EnumerateArray())
        {
            var map = SamplingMap.FromPixelMap(new MobiusMap(Read(set, "a"), Read(set, "b"), Read(set, "c"), Read(set, "d")));
            foreach (var sample in set.GetProperty("sample_coords").EnumerateArray())
            {
                var (row, column) = map.SourceAt(sample.GetProperty("col").GetDouble(), sample.GetProperty("row").GetDouble());
                Assert.Equal(sample.GetProperty("src_row").GetDouble(), row, 6);
                Assert.Equal(sample.GetProperty("src_col").GetDouble(), column, 6);
            }

            foreach (var photo in fixtures.RootElement.GetProperty("photos").EnumerateArray().Select(p => p.GetProperty("name").GetString()!))
            {
                CompareWithSciPy(folder, photo, set.GetProperty("id").GetString()!, map);
            }
        }
    }

    [Fact]
    public void The_identity_copies()
    {
        var photo = Photo(61, 47, seed: 1);
        byte[] output = new byte[61 * 47 * 3];
        WarpKernel.Sample(photo, SamplingMap.Identity, 61, 47, output);
        Assert.Equal(photo.PixelsHwc.ToArray(), output);
    }

    [Fact]
    public void Every_instruction_set_gives_the_same_bytes() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 300], Gen.Int[1, 40], Gen.Int[0, 100_000]).Sample((width, height, outWidth, outHeight, draw) =>
        {
            var photo = Photo(width, height, draw);
            var random = new PhiloxRandom((ulong)draw, 0, 0, 0);
            bool isAffine = draw % 4 == 0;
            var bend = new Complex(random.NextUniform(-0.02, 0.02), random.NextUniform(-0.02, 0.02));
            var map = SamplingMap.FromPixelMap(new MobiusMap(
                new Complex(random.NextUniform(0.3, 1.5), random.NextUniform(-0.5, 0.5)),
                new Complex(random.NextUniform(-9, 9), random.NextUniform(-9, 9)),
                isAffine ? Complex.Zero : bend,
                1));
            var border = draw % 3 == 0 ? BorderMode.Replicate : BorderMode.Black;
            byte[] expected = Sample(photo, map, outWidth, outHeight, border, SimdLevel.Scalar);
            foreach (SimdLevel simd in SimdLevels.Supported)
            {
                Assert.Equal(expected, Sample(photo, map, outWidth, outHeight, border, simd));
            }
        });

    [Fact]
    public void A_pole_on_a_pixel_is_black_and_nothing_outside_is_read()
    {
        var photo = Photo(32, 32, seed: 5);
        var map = SamplingMap.FromPixelMap(new MobiusMap(16, 0, 1, 16));
        byte[] output = new byte[32 * 32 * 3];
        WarpKernel.Sample(photo, map, 32, 32, output);
        Assert.Equal([0, 0, 0], output.AsSpan(16 * 32 * 3, 3).ToArray());
    }

    private static void CompareWithSciPy(string folder, string photo, string set, SamplingMap map)
    {
        var source = Load(Path.Combine(folder, $"{photo}_eval224.png"));
        var expected = Load(Path.Combine(folder, $"{photo}_{set}.png"));
        byte[] actual = new byte[224 * 224 * 3];
        WarpKernel.Sample(source, map, 224, 224, actual, antialiased: false);
        double sum = 0;
        int far = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            int difference = Math.Abs(actual[i] - expected.PixelsHwc[i]);
            sum += difference;
            far += difference > 3 ? 1 : 0;
        }

        // The rim, one pixel wide, is where rounding decides between picture and border.
        Assert.True(sum / actual.Length < 0.5, $"{photo} {set}: mean difference {sum / actual.Length:0.000}");
        Assert.True(far < actual.Length / 100, $"{photo} {set}: {far} bytes differ by more than 3");
    }

    private static byte[] Sample(RgbImage photo, SamplingMap map, int outWidth, int outHeight, BorderMode border, SimdLevel simd)
    {
        byte[] output = new byte[outWidth * outHeight * 3];
        var plan = SamplingPlan.For(map, outWidth, outHeight, photo.Width, photo.Height, border, 0.5, antialiased: true);
        WarpKernel.Sample(PhotoPart.Whole(photo), plan, output, simd);
        return output;
    }

    private static Complex Read(JsonElement set, string name) => new(set.GetProperty(name)[0].GetDouble(), set.GetProperty(name)[1].GetDouble());

    private static RgbImage Load(string path) => new PhotoDecoder().Decode(File.ReadAllBytes(path));

    private static RgbImage Photo(int width, int height, int seed)
    {
        var photo = new RgbImage(width, height);
        var random = new Random(seed);
        int[] phase = [random.Next(100), random.Next(100), random.Next(100)];
        for (int i = 0; i < width * height * 3; i++)
        {
            photo.PixelsHwc[i] = (byte)(127 + (100 * Math.Sin(((i / 3 % width) + (i / 3 / width) + phase[i % 3]) / 7.0)));
        }

        return photo;
    }
}
