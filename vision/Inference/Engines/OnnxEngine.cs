using System.Runtime.InteropServices;
using BirdGrid.Vision.Export.Onnx;

namespace BirdGrid.Vision.Inference.Engines;

/// <summary>A model file in ONNX Runtime on the CPU. Not thread-safe: one thread at a time uses it, any thread.</summary>
public sealed class OnnxEngine : IInferenceEngine
{
    private readonly OnnxSession session;
    private readonly PlaneNormaliser normaliser;

    private OnnxEngine(OnnxSession session)
    {
        this.session = session;
        Info = OnnxModelInfo.Read(session.Metadata);
        if (session.InputSides is not [3, var height, var width] || height != Info.CropSize || width != Info.CropSize)
        {
            throw new OnnxModelException(
                $"The model takes inputs of {string.Join(" x ", session.InputSides.ToArray())}; its metadata says 3 x {Info.CropSize} x {Info.CropSize}.");
        }

        if (session.OutputLength != Info.Labels.Count)
        {
            throw new OnnxModelException($"The model gives {session.OutputLength} logits for {Info.Labels.Count} labels.");
        }

        normaliser = new PlaneNormaliser(Info.Mean, Info.Std);
        Description = new EngineDescription(EngineKind.OnnxRuntime, Info.Precision == OnnxModelInfo.QInt8 ? EnginePrecision.QInt8 : EnginePrecision.Fp32, "cpu");
    }

    /// <inheritdoc/>
    public EngineDescription Description { get; }

    /// <inheritdoc/>
    public int ImageSize => Info.CropSize;

    /// <inheritdoc/>
    public int ClassCount => Info.Labels.Count;

    /// <summary>What the file says of the model.</summary>
    public OnnxModelInfo Info { get; }

    /// <summary>Loads a model that <see cref="OnnxExporter"/> wrote, or one with the same input, output and metadata.</summary>
    /// <param name="model">The model file.</param>
    /// <param name="options">How to run it; one thread by default.</param>
    /// <exception cref="OnnxModelException">The bytes are no such model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is below 1.</exception>
    public static OnnxEngine Load(byte[] model, OnnxEngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        int threads = (options ?? new OnnxEngineOptions()).Threads;
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(options));
        var session = new OnnxSession(model, threads);
        try
        {
            return new OnnxEngine(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Run(IReadOnlyList<PreparedImages> images, Span<float> logits)
    {
        int count = BatchCheck.CountImages(images, ImageSize, ClassCount, logits.Length);
        var input = session.Input(count);
        int imageLength = session.InputLength;
        for (int k = 0; k < images.Count; k++)
        {
            var part = images[k];
            var pixels = part.Pixels.Span;
            for (int i = 0; i < part.Count; i++)
            {
                if (part.Format == PixelFormat.Bytes)
                {
                    normaliser.Normalise(pixels.Slice(i * imageLength, imageLength), input[..imageLength]);
                }
                else
                {
                    normaliser.Normalise(MemoryMarshal.Cast<byte, float>(pixels).Slice(i * imageLength, imageLength), input[..imageLength]);
                }

                input = input[imageLength..];
            }
        }

        session.Run(count).CopyTo(logits);
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
