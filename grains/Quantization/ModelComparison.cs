using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Quantization;

/// <summary>Counts what two models of the same classes get right of the same photos. One thread at a time.</summary>
/// <param name="exact">A model file in 32-bit floats.</param>
/// <param name="quantized">A model file in 8-bit integers.</param>
internal sealed class ModelComparison(byte[] exact, byte[] quantized) : IDisposable
{
    private readonly OnnxEngine exactEngine = OnnxEngine.Load(exact);
    private readonly OnnxEngine quantizedEngine = OnnxEngine.Load(quantized);

    /// <summary>Photos that the first model's best label is right for.</summary>
    public int ExactRight { get; private set; }

    /// <summary>Photos that the second model's best label is right for.</summary>
    public int QuantizedRight { get; private set; }

    /// <summary>Counts photos.</summary>
    /// <param name="imagesHwc">uint8, of the models' input size.</param>
    /// <param name="labels">Their classes.</param>
    /// <returns>How many.</returns>
    public int Add(IReadOnlyList<ReadOnlyMemory<byte>> imagesHwc, int[] labels)
    {
        ExactRight += CountRight(exactEngine, imagesHwc, labels);
        QuantizedRight += CountRight(quantizedEngine, imagesHwc, labels);
        return labels.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        exactEngine.Dispose();
        quantizedEngine.Dispose();
    }

    private static int CountRight(OnnxEngine engine, IReadOnlyList<ReadOnlyMemory<byte>> imagesHwc, int[] labels)
    {
        float[] logits = new float[engine.ClassCount];
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            engine.Run([new PreparedImages(imagesHwc[i], PixelFormat.Bytes, 1)], logits);
            right += TopK.FromLogits(logits, 1)[0].ClassIndex == labels[i] ? 1 : 0;
        }

        return right;
    }
}
