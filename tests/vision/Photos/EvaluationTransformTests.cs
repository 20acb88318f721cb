using System.Text.Json;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Vision.Tests.Photos;

public sealed class EvaluationTransformTests
{
    private static readonly PhotoDecoder Decoder = new();

    [Fact]
    public void Reproduces_torchvision()
    {
        string folder = SharedData.Require("fixtures", "augmentation");
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "augmentation.json")));
        var transform = new EvaluationTransform(256, 224);
        byte[] actual = new byte[transform.ImageBytes];
        foreach (JsonElement photo in reference.RootElement.GetProperty("photos").EnumerateArray())
        {
            RgbImage source = Decode(folder, photo.GetProperty("png").GetString()!);
            RgbImage expected = Decode(folder, photo.GetProperty("eval224").GetString()!);
            transform.Render(source, actual);
            Assert.Equal(0, TestPictures.MostDifference(expected.PixelsHwc, actual));
        }
    }

    [Theory]
    [InlineData(1, 60_000)]
    [InlineData(3000, 2)]
    [InlineData(5, 5)]
    public void Extreme_shapes_take_bounded_memory(int width, int height)
    {
        var photo = new RgbImage(width, height);
        photo.PixelsHwc.Fill(77);
        var transform = new EvaluationTransform(256, 224);
        byte[] image = new byte[transform.ImageBytes];
        long before = GC.GetAllocatedBytesForCurrentThread();
        transform.Render(photo, image);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        Assert.True(image.AsSpan().IndexOfAnyExcept((byte)77) < 0);
    }

    [Theory]
    [InlineData(427, 320, 256, 341, 256)]
    [InlineData(320, 427, 256, 256, 341)]
    [InlineData(500, 375, 224, 298, 224)]
    [InlineData(100, 100, 224, 224, 224)]
    public void Longer_side_is_rounded_down(int width, int height, int shorterSide, int expectedWidth, int expectedHeight) =>
        Assert.Equal((expectedWidth, expectedHeight), EvaluationTransform.ScaledToShorterSide(width, height, shorterSide));

    [Fact]
    public void Crop_beyond_the_resized_side_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationTransform(224, 256));

    private static RgbImage Decode(string folder, string file) => Decoder.Decode(File.ReadAllBytes(Path.Combine(folder, file)));
}
