using BirdGrid.Vision.Backbones;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Backbones;

public sealed class ImageInputTests
{
    [Fact]
    public void Bytes_become_normalised_planes()
    {
        const int Size = 5;
        const int Count = 2;
        byte[] images = new byte[Count * Size * Size * 3];
        new Random(1).NextBytes(images);
        using var scope = NewDisposeScope();
        using var input = new ImageInput(MobileNetV2.Default, CPU);
        var nchw = input.ToDevice(images, Size, Count);
        Assert.Equal([Count, 3, Size, Size], nchw.shape);
        Assert.Equal(ScalarType.Float32, nchw.dtype);
        for (int n = 0; n < Count; n++)
        {
            for (int c = 0; c < 3; c++)
            {
                for (int y = 0; y < Size; y++)
                {
                    for (int x = 0; x < Size; x++)
                    {
                        byte value = images[(((((n * Size) + y) * Size) + x) * 3) + c];
                        double expected = ((value / 255.0) - MobileNetV2.Default.Mean[c]) / MobileNetV2.Default.Std[c];
                        Assert.Equal(expected, nchw[n, c, y, x].item<float>(), 1e-5);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_smaller_batch_after_a_larger_one_keeps_nothing_of_it()
    {
        using var scope = NewDisposeScope();
        using var input = new ImageInput(MobileNetV2.Default, CPU);
        byte[] black = new byte[2 * 2 * 3];
        byte[] white = new byte[3 * black.Length];
        Array.Fill(white, (byte)255);
        var bright = input.ToDevice(white, 2, 3);
        var dark = input.ToDevice(black, 2, 1);
        Assert.Equal([1, 3, 2, 2], dark.shape);
        Assert.True(dark.max().item<float>() < 0);
        Assert.True(bright.min().item<float>() > 0);
    }

    [Fact]
    public void Wrong_shapes_are_named()
    {
        using var input = new ImageInput(MobileNetV2.Default, CPU);
        var exception = Assert.Throws<ArgumentException>(() => input.ToDevice(new byte[11], 2, 1));
        Assert.Contains("12 bytes", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => input.ToDevice([], 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => input.ToDevice([], 0, 1));
        Assert.Throws<ArgumentException>(() => new ImageInput(MobileNetV2.Default with { Mean = [0.5f] }, CPU));
    }
}
