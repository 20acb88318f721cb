using System.Numerics;
using System.Runtime.InteropServices;
using BirdGrid.Grains;
using BirdGrid.Vision.Inference.Engines;
using Google.Protobuf;
using Google.Protobuf.Collections;
using static Inference.V2.ModelInferRequest.Types;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>The input <c>image</c>: UINT8 (0 to 255) or FP32 (0 to 1), N x S x S x 3, RGB.</summary>
internal static class ImageTensor
{
    private const int Channels = 3;

    /// <summary>Above any input size that a model could be trained with; keeps products far from overflow.</summary>
    private const int LargestSize = 1 << 14;

    /// <summary>Resampling overshoots a little: one grey level is forgiven.</summary>
    private const float Slack = 1f / 255;

    /// <summary>Reads the tensor; raw pixels are not copied.</summary>
    /// <exception cref="RefusedException">Type, shape or data are wrong.</exception>
    public static InferInput Read(InferInputTensor tensor, ByteString? raw, int maximumBatch)
    {
        var format = FormatOf(tensor.Datatype);
        var (count, size) = SizeOf(tensor.Shape, maximumBatch);
        long elements = (long)count * size * size * Channels;
        var pixels = raw is null ? Typed(tensor, format, elements) : Raw(raw, format, elements);
        if (format == PixelFormat.Floats)
        {
            CheckRange(MemoryMarshal.Cast<byte, float>(pixels.Span));
        }

        return new InferInput([], new PreparedImages(pixels, format, count), size);
    }

    private static PixelFormat FormatOf(string datatype) => datatype switch
    {
        TensorNames.UInt8 => PixelFormat.Bytes,
        TensorNames.Fp32 => PixelFormat.Floats,
        _ => throw TensorShape.WrongType(TensorNames.Image, "UINT8 or FP32", datatype),
    };

    private static (int Count, int Size) SizeOf(RepeatedField<long> shape, int maximumBatch)
    {
        if (shape.Count != 4 || shape[1] < 1 || shape[1] > LargestSize || shape[2] != shape[1] || shape[3] != Channels)
        {
            throw TensorShape.Wrong(TensorNames.Image, "[N,S,S,3] (images, height, width, RGB)", shape);
        }

        return (TensorShape.BatchOf(TensorNames.Image, shape, maximumBatch), (int)shape[1]);
    }

    private static ReadOnlyMemory<byte> Raw(ByteString raw, PixelFormat format, long elements)
    {
        long bytes = elements * (format == PixelFormat.Floats ? sizeof(float) : 1);
        return raw.Length == bytes
            ? raw.Memory
            : throw TensorShape.WrongLength(TensorNames.Image, $"{bytes} bytes of raw contents", $"{raw.Length}");
    }

    private static ReadOnlyMemory<byte> Typed(InferInputTensor tensor, PixelFormat format, long elements)
    {
        var contents = tensor.Contents ?? new();
        int count = format == PixelFormat.Floats ? contents.Fp32Contents.Count : contents.UintContents.Count;
        if (count != elements)
        {
            string field = format == PixelFormat.Floats ? "fp32_contents" : "uint_contents";
            throw TensorShape.WrongLength(TensorNames.Image, $"{elements} elements in {field}", $"{count}");
        }

        return format == PixelFormat.Floats ? Floats(contents.Fp32Contents) : Bytes(contents.UintContents);
    }

    private static byte[] Floats(RepeatedField<float> values)
    {
        float[] copy = new float[values.Count];
        values.CopyTo(copy, 0);
        return MemoryMarshal.AsBytes(copy.AsSpan()).ToArray();
    }

    private static byte[] Bytes(RepeatedField<uint> values)
    {
        byte[] pixels = new byte[values.Count];
        for (int i = 0; i < pixels.Length; i++)
        {
            uint value = values[i];
            pixels[i] = value <= byte.MaxValue ? (byte)value : throw OutOfRange("0 to 255", $"{value}", i);
        }

        return pixels;
    }

    private static void CheckRange(ReadOnlySpan<float> values)
    {
        var low = new Vector<float>(-Slack);
        var high = new Vector<float>(1 + Slack);
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var some = new Vector<float>(values[i..]);
            if (!Vector.GreaterThanOrEqualAll(some, low) || !Vector.LessThanOrEqualAll(some, high))
            {
                break;
            }
        }

        for (; i < values.Length; i++)
        {
            if (values[i] is not (>= -Slack and <= 1 + Slack))
            {
                throw OutOfRange("0 to 1", values[i].ToString(System.Globalization.CultureInfo.InvariantCulture), i);
            }
        }
    }

    private static RefusedException OutOfRange(string expected, string got, int index) =>
        new("value-out-of-range", $"Input '{TensorNames.Image}': expected values of {expected}, got {got} at element {index}.");
}
