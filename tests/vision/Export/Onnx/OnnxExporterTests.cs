using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Export.Onnx;

/// <summary>Every backbone, exported, against TorchSharp.</summary>
public sealed class OnnxExporterTests
{
    private const int ClassCount = 7;
    private const double Tolerance = 1e-3;

    public static TheoryData<string> Names => [.. BackboneRegistry.Names];

    private static string[] Labels { get; } = [.. Enumerable.Range(0, ClassCount).Select(i => $"bird {i}")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Onnx_Runtime_answers_as_TorchSharp_does(string name)
    {
        int side = BackboneRegistry.Find(name).InputSize;
        int imageLength = side * side * 3;
        byte[] images = ColouredBlocks.Draw(3, side);
        using var backbone = RandomisedBackbone.Create(name, ClassCount, images[..imageLength]);
        using var engine = OnnxEngine.Load(OnnxExporter.Export(backbone, Labels));
        Assert.Equal(side, engine.ImageSize);
        foreach (int count in (int[])[1, 3])
        {
            byte[] some = images[..(count * imageLength)];
            float[] expected = Classify(backbone, some, side, count);
            float[] actual = new float[count * ClassCount];
            engine.Run([new PreparedImages(some, PixelFormat.Bytes, count)], actual);

            double difference = LargestDifference(expected, actual);
            Assert.True(difference <= Tolerance, $"{name}, {count} images: the largest logit difference is {difference:g3}");
            if (count == 3)
            {
                double change = LargestDifference(expected[..ClassCount], expected[ClassCount..(2 * ClassCount)]);
                Assert.True(change > 10 * Tolerance, $"{name}: from image to image logits change by {change:g3}: the comparison says nothing");
            }
        }
    }

    [Fact]
    public void The_file_says_what_it_takes_and_how()
    {
        using var backbone = BackboneRegistry.Create("resnet9", ClassCount, seed: 1);
        using var engine = OnnxEngine.Load(OnnxExporter.Export(backbone, Labels));
        Assert.Equal("resnet9", engine.Info.Backbone);
        Assert.Equal(Labels, engine.Info.Labels);
        Assert.Equal(BackboneConfig.ImageNetMean, engine.Info.Mean);
        Assert.Equal(BackboneConfig.ImageNetStd, engine.Info.Std);
        Assert.Equal((72, 64), (engine.Info.ResizeSize, engine.Info.CropSize));
        Assert.Equal("onnxruntime fp32 cpu", engine.Description.ToString());
    }

    [Fact]
    public void The_same_weights_give_the_same_bytes()
    {
        using var backbone = BackboneRegistry.Create("resnet9", ClassCount, seed: 1);
        Assert.Equal(OnnxExporter.Export(backbone, Labels), OnnxExporter.Export(backbone, Labels));
    }

    [Fact]
    public void Weights_of_every_width_are_taken()
    {
        using var backbone = BackboneRegistry.Create("resnet9", ClassCount, seed: 1);
        using var widened = BackboneRegistry.Create("resnet9", ClassCount, seed: 1);
        widened.to(ScalarType.Float64);
        Assert.Equal(OnnxExporter.Export(backbone, Labels), OnnxExporter.Export(widened, Labels));
    }

    [Fact]
    public void Weights_of_another_network_are_refused_by_name()
    {
        using var backbone = BackboneRegistry.Create("resnet18", ClassCount, seed: 1);
        var weights = ModuleWeights.Capture(backbone);
        var missing = Assert.Throws<WeightsMismatchException>(() => OnnxExporter.Export(weights, Describe("resnet34")));
        Assert.Equal("layer1.2.conv1.weight", Assert.Single(missing.Missing));

        using var larger = BackboneRegistry.Create("resnet34", ClassCount, seed: 1);
        var unexpected = Assert.Throws<WeightsMismatchException>(() => OnnxExporter.Export(ModuleWeights.Capture(larger), Describe("resnet18")));
        Assert.Contains("layer1.2.conv1.weight", unexpected.Unexpected);
    }

    [Fact]
    public void Each_class_needs_a_label()
    {
        using var backbone = BackboneRegistry.Create("resnet9", ClassCount, seed: 1);
        var exception = Assert.Throws<ArgumentException>(() => OnnxExporter.Export(backbone, Labels[1..]));
        Assert.Contains("7 classes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("6 labels", exception.Message, StringComparison.Ordinal);
    }

    private static double LargestDifference(IEnumerable<float> expected, IEnumerable<float> actual) => expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();

    private static OnnxModelInfo Describe(string name) => OnnxModelInfo.Of(BackboneRegistry.Find(name), Labels);

    private static float[] Classify(Backbone backbone, byte[] images, int imageSize, int count)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var input = new ImageInput(backbone.Config, CPU);
        return backbone.call(input.ToDevice(images, imageSize, count)).data<float>().ToArray();
    }
}
