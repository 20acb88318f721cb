using System.Runtime.InteropServices;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Inference;

/// <summary>A trained network that only answers. Not thread-safe: it lives on the device thread.</summary>
public sealed class Predictor : IDisposable
{
    private readonly Backbone backbone;
    private readonly ImageInput images;

    private Predictor(Backbone backbone, Device device)
    {
        this.backbone = backbone;
        images = new ImageInput(backbone.Config, device);
    }

    /// <summary>Builds a network and loads its weights.</summary>
    /// <param name="backboneName">Registry name.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="weights">A safetensors file's bytes.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="WeightsFormatException">The bytes are no safetensors file.</exception>
    /// <exception cref="WeightsMismatchException">The weights are of another network.</exception>
    public static Predictor Load(string backboneName, int classCount, ReadOnlyMemory<byte> weights, Device device)
    {
        var backbone = BackboneRegistry.Create(backboneName, classCount, seed: 0);
        try
        {
            ModuleWeights.Load(backbone, SafetensorsFile.Read(weights));
            backbone.to(device);
            backbone.eval();
            return new Predictor(backbone, device);
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>Classifies a batch.</summary>
    /// <param name="imagesNhwc">uint8, count x size x size x 3.</param>
    /// <param name="imageSize">Side in pixels.</param>
    /// <param name="logits">Receives float, count x classes, row-major.</param>
    /// <exception cref="ArgumentException">Bytes and logits are not of the same whole number of images.</exception>
    public void Predict(ReadOnlySpan<byte> imagesNhwc, int imageSize, Span<float> logits)
    {
        int count = logits.Length / backbone.ClassCount;
        if (count * backbone.ClassCount != logits.Length)
        {
            throw new ArgumentException($"{logits.Length} logits are no whole number of {backbone.ClassCount}.", nameof(logits));
        }

        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var local = backbone.call(images.ToDevice(imagesNhwc, imageSize, count)).cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(local.bytes).CopyTo(logits);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        images.Dispose();
        backbone.Dispose();
    }
}
