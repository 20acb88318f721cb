using System.Text.Json;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using SkiaSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Backbones;

/// <summary>ImageNet weights on photos that torchvision's evaluation transform has already brought to 224 pixels.</summary>
public sealed class PretrainedPhotoTests
{
    [Theory]
    [InlineData("labrador_retriever", 208, 0.947)]
    [InlineData("brambling", 10, 0.880)]
    [InlineData("mountain_bike", 444, 0.458)]
    public void MobileNetV2_sees_in_the_photo_what_it_sees_under_PyTorch(string photo, int imageNetClass, double probability)
    {
        using var backbone = BackboneRegistry.Create("mobilenet_v2", classCount: 1000, seed: 0);
        ModuleWeights.Load(backbone, WeightsFile.Read(SharedData.Require("weights", "mobilenet_v2_imagenet1k.safetensors")));
        backbone.eval();

        float[] imageChw = Normalise(SharedData.Require("fixtures", "augmentation", $"{photo}_eval224.png"), backbone.Config);
        using var fixtures = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require("fixtures", "augmentation", "augmentation.json")));
        var expected = fixtures.RootElement.GetProperty("photos").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == photo);
        float[] first8 = [.. expected.GetProperty("normalised_first8").EnumerateArray().Select(value => value.GetSingle())];
        Assert.All(first8.Zip(imageChw), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.Equal(expected.GetProperty("normalised_mean").GetDouble(), imageChw.Average(), 1e-4);

        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var probabilities = backbone.forward(tensor(imageChw, [1, 3, 224, 224])).softmax(1);
        Assert.Equal(imageNetClass, probabilities.argmax(1).item<long>());

        // PyTorch's value is of the full-size original, whose resampling to 224 pixels began from other pixels than this file's.
        Assert.Equal(probability, probabilities.max().item<float>(), 0.05);
    }

    private static float[] Normalise(string path, BackboneConfig config)
    {
        using var bitmap = SKBitmap.Decode(path);
        int area = bitmap.Width * bitmap.Height;
        float[] imageChw = new float[3 * area];
        for (int i = 0; i < area; i++)
        {
            var pixel = bitmap.GetPixel(i % bitmap.Width, i / bitmap.Width);
            byte[] rgb = [pixel.Red, pixel.Green, pixel.Blue];
            for (int channel = 0; channel < 3; channel++)
            {
                imageChw[(channel * area) + i] = ((rgb[channel] / 255f) - config.Mean[channel]) / config.Std[channel];
            }
        }

        return imageChw;
    }
}
