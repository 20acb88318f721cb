using System.Runtime.InteropServices;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Tests.Export.Onnx;
using BirdGrid.Vision.Weights;
using TorchSharp;

namespace BirdGrid.Vision.Tests.Inference.Engines;

public sealed class TorchEngineTests
{
    private const int ClassCount = 4;
    private const int Side = 64;
    private const int ImageBytes = Side * Side * 3;

    private static byte[] Weights { get; } = SmallWeights();

    [Fact]
    public void Bytes_and_floats_of_any_requests_share_a_batch()
    {
        using var engine = Load(EnginePrecision.Fp32);
        byte[] bytes = ColouredBlocks.Draw(5, Side);
        byte[] floats = MemoryMarshal.AsBytes(Array.ConvertAll(bytes, value => value / 255f).AsSpan()).ToArray();
        float[] expected = Run(engine, new PreparedImages(bytes, PixelFormat.Bytes, 5));
        Close(expected, Run(engine, new PreparedImages(floats, PixelFormat.Floats, 5)), 1e-4);
        Close(
            expected,
            Run(
                engine,
                new PreparedImages(bytes.AsMemory(0, ImageBytes), PixelFormat.Bytes, 1),
                new PreparedImages(floats.AsMemory(ImageBytes * sizeof(float), 3 * ImageBytes * sizeof(float)), PixelFormat.Floats, 3),
                new PreparedImages(bytes.AsMemory(4 * ImageBytes), PixelFormat.Bytes, 1)),
            1e-4);
        Close(
            expected,
            Run(engine, new PreparedImages(bytes.AsMemory(0, 2 * ImageBytes), PixelFormat.Bytes, 2), new PreparedImages(bytes.AsMemory(2 * ImageBytes), PixelFormat.Bytes, 3)),
            1e-4);
    }

    [Fact]
    public void Both_engines_agree()
    {
        using var torch = Load(EnginePrecision.Fp32);
        var info = OnnxModelInfo.Of(ResNet9.Default, ["owl", "gull", "wren", "kite"]);
        using var onnx = OnnxEngine.Load(OnnxExporter.Export(SafetensorsFile.Read(Weights.AsMemory()), info));
        var images = new PreparedImages(ColouredBlocks.Draw(3, Side), PixelFormat.Bytes, 3);
        Close(Run(torch, images), Run(onnx, images), 1e-3);
    }

    [Fact]
    public void Bfloat16_is_near_and_not_the_same()
    {
        using var exact = Load(EnginePrecision.Fp32);
        using var rounded = Load(EnginePrecision.Bf16);
        Assert.Equal("torchsharp bf16 cpu", rounded.Description.ToString());
        var images = new PreparedImages(ColouredBlocks.Draw(2, Side), PixelFormat.Bytes, 2);
        float[] expected = Run(exact, images);
        float[] actual = Run(rounded, images);
        Close(expected, actual, 0.05);
        Assert.NotEqual(expected, actual);
    }

    [Fact]
    public void Int8_and_lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<NotSupportedException>(() => Load(EnginePrecision.QInt8));
        using var engine = Load(EnginePrecision.Fp32);
        Assert.Throws<ArgumentException>(() => engine.Run([new PreparedImages(new byte[ImageBytes], PixelFormat.Floats, 1)], new float[ClassCount]));
        Assert.Throws<ArgumentException>(() => engine.Run([new PreparedImages(new byte[ImageBytes], PixelFormat.Bytes, 1)], new float[ClassCount - 1]));
    }

    private static TorchEngine Load(EnginePrecision precision) => TorchEngine.Load("resnet9", ClassCount, Side, Weights, torch.CPU, precision);

    private static float[] Run(IInferenceEngine engine, params PreparedImages[] images)
    {
        float[] logits = new float[images.Sum(part => part.Count) * ClassCount];
        engine.Run(images, logits);
        return logits;
    }

    private static void Close(float[] expected, float[] actual, double tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));

    private static byte[] SmallWeights()
    {
        using var backbone = RandomisedBackbone.Create("resnet9", ClassCount, ColouredBlocks.Draw(1, Side));
        return SafetensorsFile.ToBytes(ModuleWeights.Capture(backbone));
    }
}
