using System.Globalization;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Bench.Support;

/// <summary>The shared ImageNet photos as MobileNetV2 takes them, with their classes.</summary>
internal static class ImageNetPhotos
{
    /// <summary>Decodes and crops all of them.</summary>
    public static IReadOnlyList<(byte[] ImageHwc, int Class)> Read()
    {
        string folder = SharedFolder.Require("photos");
        var decoder = new PhotoDecoder();
        var transform = new EvaluationTransform(MobileNetV2.Default.ResizeSize, MobileNetV2.Default.InputSize);
        return [.. File.ReadLines(Path.Combine(folder, "labels.tsv")).Skip(1).Select(line => line.Split('\t')).Select(cells =>
        {
            byte[] image = new byte[transform.ImageBytes];
            transform.Render(decoder.Decode(File.ReadAllBytes(Path.Combine(folder, cells[0]))), image);
            return (image, int.Parse(cells[1], CultureInfo.InvariantCulture));
        })];
    }

    /// <summary>Photos whose best label is right.</summary>
    public static int CountRight(IInferenceEngine engine, IReadOnlyList<(byte[] ImageHwc, int Class)> photos)
    {
        float[] logits = new float[engine.ClassCount];
        int right = 0;
        foreach (var (image, label) in photos)
        {
            engine.Run([new PreparedImages(image, PixelFormat.Bytes, 1)], logits);
            right += TopK.FromLogits(logits, 1)[0].ClassIndex == label ? 1 : 0;
        }

        return right;
    }
}
