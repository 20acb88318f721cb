using System.Runtime.InteropServices;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Inference;

/// <summary>A trained network that only answers. Not thread-safe: it lives on the device thread.</summary>
public sealed class Predictor : IDisposable
{
    private readonly Backbone backbone;
    private readonly Device device;

    private Predictor(Backbone backbone, Device device)
    {
        this.backbone = backbone;
        this.device = device;
    }

    /// <summary>Number of classes.</summary>
    public int ClassCount => backbone.ClassCount;

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
    /// <param name="imagesNhwc">uint8, images x size x size x 3.</param>
    /// <param name="imageSize">Side in pixels.</param>
    /// <param name="logits">Receives images x classes, row-major.</param>
    /// <exception cref="ArgumentException">The bytes are not a whole number of images, or the logits are of another length.</exception>
    public void Predict(ReadOnlySpan<byte> imagesNhwc, int imageSize, Span<float> logits)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var images = ImageTensor.Normalised(imagesNhwc, imageSize, backbone.Config, device);
        var local = backbone.call(images).cpu().contiguous();
        if (local.numel() != logits.Length)
        {
            throw new ArgumentException($"{local.numel()} logits do not fit into {logits.Length}.", nameof(logits));
        }

        MemoryMarshal.Cast<byte, float>(local.bytes).CopyTo(logits);
    }

    /// <inheritdoc/>
    public void Dispose() => backbone.Dispose();
}
