using System.Runtime.InteropServices;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Tests.Export.Onnx;
using BirdGrid.Vision.Weights;
using TorchSharp;

namespace BirdGrid.Vision.Tests.Inference.Engines;

public sealed class OnnxEngineTests
{
    private const int ClassCount = 4;
    private const int Side = 64;
    private const int ImageBytes = Side * Side * 3;

    private static byte[] Model { get; } = ExportSmall();

    [Fact]
    public void Bytes_and_floats_of_any_requests_share_a_batch()
    {
        using var engine = OnnxEngine.Load(Model);
        byte[] bytes = Images(5);
        float[] expected = new float[5 * ClassCount];
        engine.Run([new PreparedImages(bytes, PixelFormat.Bytes, 5)], expected);

        byte[] floats = MemoryMarshal.AsBytes(Array.ConvertAll(bytes, value => value / 255f).AsSpan()).ToArray();
        float[] actual = new float[5 * ClassCount];
        engine.Run(
            [
                new PreparedImages(bytes.AsMemory(0, ImageBytes), PixelFormat.Bytes, 1),
                new PreparedImages(floats.AsMemory(ImageBytes * sizeof(float), 3 * ImageBytes * sizeof(float)), PixelFormat.Floats, 3),
                new PreparedImages(bytes.AsMemory(4 * ImageBytes), PixelFormat.Bytes, 1),
            ],
            actual);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Batches_of_any_size_follow_each_other()
    {
        using var engine = OnnxEngine.Load(Model);
        byte[] bytes = Images(6);
        float[] all = new float[6 * ClassCount];
        engine.Run([new PreparedImages(bytes, PixelFormat.Bytes, 6)], all);
        foreach (int count in (int[])[1, 6, 2, 1, 5])
        {
            float[] some = new float[count * ClassCount];
            engine.Run([new PreparedImages(bytes.AsMemory(0, count * ImageBytes), PixelFormat.Bytes, count)], some);
            Assert.All(all.Zip(some), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    [Fact]
    public void Engines_of_two_threads_answer_as_engines_of_one()
    {
        using var one = OnnxEngine.Load(Model);
        using var two = OnnxEngine.Load(Model, new OnnxEngineOptions { Threads = 2 });
        PreparedImages[] images = [new(Images(2), PixelFormat.Bytes, 2)];
        float[] expected = new float[2 * ClassCount];
        float[] actual = new float[2 * ClassCount];
        one.Run(images, expected);
        two.Run(images, actual);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void A_run_allocates_nothing()
    {
        using var engine = OnnxEngine.Load(Model);
        PreparedImages[] images = [new(Images(2), PixelFormat.Bytes, 2)];
        float[] logits = new float[2 * ClassCount];
        engine.Run(images, logits);
        long before = GC.GetAllocatedBytesForCurrentThread();
        engine.Run(images, logits);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_named()
    {
        using var engine = OnnxEngine.Load(Model);
        byte[] image = Images(1);
        var pixels = Assert.Throws<ArgumentException>(() => engine.Run([new PreparedImages(image.AsMemory(1), PixelFormat.Bytes, 1)], new float[ClassCount]));
        Assert.Contains("12288 bytes, but there are 12287", pixels.Message, StringComparison.Ordinal);
        var logits = Assert.Throws<ArgumentException>(() => engine.Run([new PreparedImages(image, PixelFormat.Bytes, 1)], new float[ClassCount + 1]));
        Assert.Contains("4 logits, but there is room for 5", logits.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => engine.Run([], new float[ClassCount]));
        Assert.Throws<ArgumentException>(() => engine.Run([new PreparedImages(default, PixelFormat.Bytes, 0)], []));
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused()
    {
        Assert.Throws<OnnxModelException>(() => OnnxEngine.Load([]));
        Assert.Throws<OnnxModelException>(() => OnnxEngine.Load([1, 2, 3]));
        Assert.Throws<OnnxModelException>(() => OnnxEngine.Load(Model[..(Model.Length / 2)]));
    }

    [Fact]
    public void MobileNetV2_names_real_photos_as_TorchSharp_does()
    {
        var weights = SafetensorsFile.Read(SharedData.Require("weights", "mobilenet_v2_imagenet1k.safetensors"));
        string[] files = [.. Directory.GetFiles(SharedData.Require("photos"), "*.jpg").Order(StringComparer.Ordinal).Take(24)];
        var config = MobileNetV2.Default;
        string[] labels = [.. Enumerable.Range(0, 1000).Select(i => $"class {i}")];
        using var engine = OnnxEngine.Load(OnnxExporter.Export(weights, OnnxModelInfo.Of(config, labels)));
        using var backbone = BackboneRegistry.Create(config.Name, 1000, seed: 0);
        ModuleWeights.Load(backbone, weights);
        backbone.eval();
        using var input = new ImageInput(config, torch.CPU);
        var decoder = new PhotoDecoder();
        var transform = new EvaluationTransform(config.ResizeSize, config.InputSize);
        Assert.Equal(24, files.Length);
        foreach (string file in files)
        {
            byte[] image = new byte[transform.ImageBytes];
            transform.Render(decoder.Decode(File.ReadAllBytes(file)), image);
            float[] actual = new float[1000];
            engine.Run([new PreparedImages(image, PixelFormat.Bytes, 1)], actual);
            float[] expected = Classify(backbone, input, image);
            const double Tolerance = 1e-3;
            Assert.True(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() <= Tolerance);

            // Which of two almost equal logits is larger is a kernel's choice.
            var best = TopK.FromLogits(expected, 5).Zip(TopK.FromLogits(actual, 5));
            Assert.All(best, pair => Assert.Equal(expected[pair.First.ClassIndex], expected[pair.Second.ClassIndex], 2 * Tolerance));
        }
    }

    private static float[] Classify(Backbone backbone, ImageInput input, byte[] image)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        return backbone.call(input.ToDevice(image, backbone.Config.InputSize, 1)).data<float>().ToArray();
    }

    private static byte[] Images(int count) => ColouredBlocks.Draw(count, Side);

    private static byte[] ExportSmall()
    {
        using var backbone = RandomisedBackbone.Create("resnet9", ClassCount, ColouredBlocks.Draw(1, Side));
        return OnnxExporter.Export(backbone, ["owl", "gull", "wren", "kite"]);
    }
}
