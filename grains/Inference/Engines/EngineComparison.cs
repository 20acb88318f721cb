using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Engines;

/// <summary>Whether two engines of the same version answer alike.</summary>
internal static class EngineComparison
{
    private const int Images = 2;
    private const int Seed = 1;

    /// <summary>The largest difference of their logits for images drawn from a fixed seed; not-a-number where a logit is none.</summary>
    public static double LargestDifference(IInferenceEngine engine, IInferenceEngine reference)
    {
        byte[] pixels = new byte[Images * PreparedImages.BytesPerImage(PixelFormat.Bytes, engine.ImageSize)];
        new Random(Seed).NextBytes(pixels);
        var images = new PreparedImages[] { new(pixels, PixelFormat.Bytes, Images) };
        float[] logits = new float[Images * engine.ClassCount];
        float[] expected = new float[logits.Length];
        engine.Run(images, logits);
        reference.Run(images, expected);
        return LogitDifference.Largest(logits, expected);
    }
}
