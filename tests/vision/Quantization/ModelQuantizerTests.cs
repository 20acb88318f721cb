using System.Globalization;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Quantization;
using BirdGrid.Vision.Tests.Export.Onnx;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Quantization;

public sealed class ModelQuantizerTests
{
    private const int ClassCount = 5;

    private static string[] Labels { get; } = [.. Enumerable.Range(0, ClassCount).Select(i => $"bird {i}")];

    // Weights are drawn: nothing has taught these networks to bear noise, and 8 bits add some in each of up to 80 layers. Kernels of other processors turn it
    // another way (0.89 to 0.92 for EfficientNet). A wrong scale or zero point leaves nothing of the answers.
    private const double LeastCorrelation = 0.8;

    /// <summary>One of each family whose convolutions are quantised.</summary>
    [Theory]
    [InlineData("resnet9")]
    [InlineData("resnet18")]
    [InlineData("resnet50")]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_large")]
    [InlineData("efficientnet_b0")]
    public void Answers_stay_near_those_of_floats(string name)
    {
        int side = BackboneRegistry.Find(name).InputSize;
        int length = side * side * 3;
        byte[] images = ColouredBlocks.Draw(6, side);
        using var backbone = RandomisedBackbone.Create(name, ClassCount, images[..length]);
        byte[] exact = OnnxExporter.Export(backbone, Labels);
        byte[] quantized = ModelQuantizer.Quantize(exact, [.. Enumerable.Range(0, 6).Select(i => images.AsMemory(i * length, length)).Select(m => (ReadOnlyMemory<byte>)m)], new QuantizationOptions { Percentile = 100 });
        Assert.True(quantized.Length < 0.8 * exact.Length, $"{quantized.Length} bytes of {exact.Length}");

        using var reference = OnnxEngine.Load(exact);
        using var engine = OnnxEngine.Load(quantized);
        Assert.Equal(EnginePrecision.QInt8, engine.Description.Precision);
        Assert.Equal(Labels, engine.Info.Labels);
        float[] expected = Run(reference, images, 6);
        float[] actual = Run(engine, images, 6);
        double correlation = Correlation(expected, actual);
        Assert.True(correlation > LeastCorrelation, $"{name}: logits correlate by {correlation:0.000}");
        Assert.NotEqual(expected, actual);
    }

    [Fact]
    public void MobileNetV2_in_8_bits_still_names_the_photos()
    {
        var weights = SafetensorsFile.Read(SharedData.Require("weights", "mobilenet_v2_imagenet1k.safetensors"));
        string photos = SharedData.Require("photos");
        var config = MobileNetV2.Default;
        byte[] exact = OnnxExporter.Export(weights, OnnxModelInfo.Of(config, [.. Enumerable.Range(0, 1000).Select(i => $"class {i}")]));
        var transform = new EvaluationTransform(config.ResizeSize, config.InputSize);
        var decoder = new PhotoDecoder();
        var labelled = File.ReadLines(Path.Combine(photos, "labels.tsv")).Skip(1).Select(line => line.Split('\t'))
            .Select(cells => (Image: Render(Path.Combine(photos, cells[0])), Class: int.Parse(cells[1], CultureInfo.InvariantCulture))).ToList();
        byte[] quantized = ModelQuantizer.Quantize(exact, [.. labelled.Where((_, i) => i % 2 == 0).Select(photo => (ReadOnlyMemory<byte>)photo.Image)]);
        var heldOut = labelled.Where((_, i) => i % 2 == 1).ToList();
        int exactRight = Right(exact);
        int right = Right(quantized);
        Assert.True(right >= exactRight - 3, $"int8 names {right} of {heldOut.Count} held-out photos, fp32 {exactRight}");

        int Right(byte[] model)
        {
            using var engine = OnnxEngine.Load(model);
            return heldOut.Count(photo => TopK.FromLogits(Run(engine, photo.Image, 1), 1)[0].ClassIndex == photo.Class);
        }

        byte[] Render(string file)
        {
            byte[] image = new byte[transform.ImageBytes];
            transform.Render(decoder.Decode(File.ReadAllBytes(file)), image);
            return image;
        }
    }

    [Fact]
    public void What_cannot_be_quantised_is_refused()
    {
        using var small = BackboneRegistry.Create("resnet9", ClassCount, seed: 1);
        byte[] model = OnnxExporter.Export(small, Labels);
        Assert.Throws<ArgumentException>(() => ModelQuantizer.Quantize(model, []));
        Assert.Throws<ArgumentException>(() => ModelQuantizer.Quantize(model, [new byte[3]]));
        Assert.Throws<OnnxModelException>(() => ModelQuantizer.Quantize([1, 2, 3], [new byte[3]]));
        using var convNext = BackboneRegistry.Create("convnext_tiny", ClassCount, seed: 1);
        Assert.Throws<NotSupportedException>(() => ModelQuantizer.Quantize(OnnxExporter.Export(convNext, Labels), [new byte[224 * 224 * 3]]));
    }

    private static float[] Run(OnnxEngine engine, byte[] images, int count)
    {
        float[] logits = new float[count * engine.ClassCount];
        engine.Run([new PreparedImages(images, PixelFormat.Bytes, count)], logits);
        return logits;
    }

    private static double Correlation(float[] left, float[] right)
    {
        double leftMean = left.Average();
        double rightMean = right.Average();
        double product = left.Zip(right, (l, r) => (l - leftMean) * (r - rightMean)).Sum();
        return product / Math.Sqrt(left.Sum(l => (l - leftMean) * (l - leftMean)) * right.Sum(r => (r - rightMean) * (r - rightMean)));
    }
}
