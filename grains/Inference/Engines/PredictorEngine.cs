using BirdGrid.Vision.Inference;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Engines;

internal sealed class PredictorEngine(Predictor predictor, int imageSize, int classCount) : IInferenceEngine
{
    public EngineDescription Description { get; } = new(EngineKind.TorchSharp, EnginePrecision.Fp32, "cpu");

    public int ImageSize => imageSize;

    public int ClassCount => classCount;

    public void Run(IReadOnlyList<PreparedImages> images, Span<float> logits)
    {
        byte[] all = [.. images.SelectMany(i => i.Pixels.ToArray())];
        predictor.Predict(all, imageSize, logits);
    }

    public void Dispose() => predictor.Dispose();
}
