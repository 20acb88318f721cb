using System.Runtime.InteropServices;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Inference.Engines;

/// <summary>A network in TorchSharp, on a GPU or a CPU. Lives on the device thread: it is loaded, used and disposed there.</summary>
public sealed class TorchEngine : IInferenceEngine
{
    private readonly Backbone backbone;
    private readonly ImageInput input;
    private readonly ScalarType computed;
    private byte[] gatheredBytes = [];
    private float[] gatheredFloats = [];

    private TorchEngine(Backbone backbone, int imageSize, Device device, EnginePrecision precision)
    {
        this.backbone = backbone;
        ImageSize = imageSize;
        ClassCount = backbone.ClassCount;
        Description = new EngineDescription(EngineKind.TorchSharp, precision, device.type == DeviceType.CUDA ? $"cuda:{Math.Max(0, device.index)}" : "cpu");
        computed = precision == EnginePrecision.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        input = new ImageInput(backbone.Config, device);
    }

    /// <inheritdoc/>
    public EngineDescription Description { get; }

    /// <inheritdoc/>
    public int ImageSize { get; }

    /// <inheritdoc/>
    public int ClassCount { get; }

    /// <summary>Builds a network and loads its weights.</summary>
    /// <param name="backboneName">Registry name.</param>
    /// <param name="classCount">Number of classes.</param>
    /// <param name="imageSize">Side of the square input in pixels.</param>
    /// <param name="weights">A safetensors file's bytes.</param>
    /// <param name="device">The device. On a GPU, 32-bit products are computed in TF32 (10 bits of mantissa) from now on, in the whole process.</param>
    /// <param name="precision">32-bit floats or bfloat16; in the latter, batch normalisation stays at 32 bits.</param>
    /// <exception cref="WeightsFormatException">The bytes are no safetensors file.</exception>
    /// <exception cref="WeightsMismatchException">The weights are of another network.</exception>
    /// <exception cref="NotSupportedException">The precision is int8.</exception>
    public static TorchEngine Load(
        string backboneName, int classCount, int imageSize, ReadOnlyMemory<byte> weights, Device device, EnginePrecision precision = EnginePrecision.Fp32)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, 1);
        if (precision == EnginePrecision.QInt8)
        {
            throw new NotSupportedException("TorchSharp computes in fp32 or bf16; int8 models run in ONNX Runtime.");
        }

        var backbone = BackboneRegistry.Create(backboneName, classCount, seed: 0);
        try
        {
            ModuleWeights.Load(backbone, SafetensorsFile.Read(weights));
            backbone.eval();
            backbone.to(device);
            if (precision == EnginePrecision.Bf16)
            {
                LowPrecision.Convert(backbone);
            }

            if (device.type == DeviceType.CUDA)
            {
                backends.cuda.matmul.allow_tf32 = true;
                backends.cudnn.allow_tf32 = true;
            }

            ChannelsLast.ConvertWeights(backbone, device);
            return new TorchEngine(backbone, imageSize, device, precision);
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Run(IReadOnlyList<PreparedImages> images, Span<float> logits)
    {
        int count = BatchCheck.CountImages(images, ImageSize, ClassCount, logits.Length);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var normalised = images.All(part => part.Format == PixelFormat.Bytes)
            ? input.ToDevice(GatherBytes(images, count), ImageSize, count)
            : input.FloatsToDevice(GatherFloats(images, count), ImageSize, count);
        var local = backbone.call(normalised.to(computed)).to(ScalarType.Float32).cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(local.bytes).CopyTo(logits);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        input.Dispose();
        backbone.Dispose();
    }

    private ReadOnlySpan<byte> GatherBytes(IReadOnlyList<PreparedImages> images, int count)
    {
        if (images.Count == 1)
        {
            return images[0].Pixels.Span;
        }

        var gathered = Room(ref gatheredBytes, count);
        var rest = gathered;
        foreach (var part in images)
        {
            part.Pixels.Span.CopyTo(rest);
            rest = rest[part.Pixels.Length..];
        }

        return gathered;
    }

    /// <summary>Requests of both kinds in one batch meet as floats.</summary>
    private ReadOnlySpan<float> GatherFloats(IReadOnlyList<PreparedImages> images, int count)
    {
        if (images.Count == 1)
        {
            return MemoryMarshal.Cast<byte, float>(images[0].Pixels.Span);
        }

        var gathered = Room(ref gatheredFloats, count);
        var rest = gathered;
        foreach (var part in images)
        {
            var pixels = part.Pixels.Span;
            int length = part.Count * ImageSize * ImageSize * 3;
            if (part.Format == PixelFormat.Floats)
            {
                MemoryMarshal.Cast<byte, float>(pixels).CopyTo(rest);
            }
            else
            {
                for (int i = 0; i < length; i++)
                {
                    rest[i] = pixels[i] / 255f;
                }
            }

            rest = rest[length..];
        }

        return gathered;
    }

    private Span<T> Room<T>(ref T[] buffer, int count)
    {
        int length = count * ImageSize * ImageSize * 3;
        if (buffer.Length < length)
        {
            buffer = new T[length];
        }

        return buffer.AsSpan(0, length);
    }
}
