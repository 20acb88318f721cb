using System.Globalization;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Photos;
using TorchSharp;

namespace BirdGrid.Vision.Tests.Inference;

/// <summary>The whole way from a JPEG to labels, against PyTorch's answers for the same files and weights.</summary>
public sealed class PhotosTop5Tests
{
    private const int ImageSize = 224;

    [Fact]
    public void MobileNetV2_names_the_sample_photos_as_PyTorch_does()
    {
        string photos = SharedData.Require("photos");
        byte[] weights = File.ReadAllBytes(SharedData.Require("weights", "mobilenet_v2_imagenet1k.safetensors"));
        var expected = File.ReadLines(SharedData.Require("fixtures", "photos_top5.tsv")).Skip(1).Select(Parse).ToList();
        using var engine = TorchEngine.Load("mobilenet_v2", 1000, ImageSize, weights, torch.CPU);
        var decoder = new PhotoDecoder();
        var transform = new EvaluationTransform(256, ImageSize);

        int sameTop1 = 0;
        double largest = 0;
        foreach (var (file, top5) in expected)
        {
            byte[] image = new byte[ImageSize * ImageSize * 3];
            transform.Render(decoder.Decode(File.ReadAllBytes(Path.Combine(photos, file))), image);
            float[] logits = new float[1000];
            engine.Run([new PreparedImages(image, PixelFormat.Bytes, 1)], logits);

            var answer = TopK.FromLogits(logits, 5);
            sameTop1 += answer[0].ClassIndex == top5[0].Class ? 1 : 0;
            largest = Math.Max(largest, top5.Max(t => Math.Abs(answer.Where(a => a.ClassIndex == t.Class).Select(a => a.Probability).FirstOrDefault() - t.Probability)));
        }

        Assert.Equal(106, expected.Count);
        Assert.True(sameTop1 >= 103, $"{sameTop1} of {expected.Count} photos have PyTorch's best label; the largest probability difference is {largest:0.000}");
    }

    private static (string File, List<(int Class, double Probability)> Top5) Parse(string line)
    {
        string[] cells = line.Split('\t');
        return (cells[0], [.. cells[2].Split(' ').Select(pair => pair.Split(':')).Select(p => (int.Parse(p[0], CultureInfo.InvariantCulture), double.Parse(p[1], CultureInfo.InvariantCulture)))]);
    }
}
