using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Inference.V2;

namespace BirdGrid.Client.OpenInference;

/// <summary>An output tensor of an answer.</summary>
public sealed class InferenceOutput
{
    private readonly ReadOnlyMemory<byte>? raw;
    private readonly InferTensorContents contents;

    internal InferenceOutput(ModelInferResponse.Types.InferOutputTensor tensor, ReadOnlyMemory<byte>? raw)
    {
        this.raw = raw;
        contents = tensor.Contents ?? new InferTensorContents();
        Name = tensor.Name;
        Datatype = tensor.Datatype;
        Shape = tensor.Shape;
    }

    /// <summary>Name of the tensor.</summary>
    public string Name { get; }

    /// <summary>Type of its elements as the protocol names it: <c>FP32</c>, <c>BYTES</c>, ...</summary>
    public string Datatype { get; }

    /// <summary>Its shape, the batch first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements of a tensor of FP32, row-major.</summary>
    /// <exception cref="InvalidOperationException">It has another type.</exception>
    /// <exception cref="OpenInferenceException">The elements are not what the shape asks for.</exception>
    public float[] AsFloats()
    {
        Require("FP32");
        return Checked(raw is { } bytes ? Cast<float>(bytes) : [.. contents.Fp32Contents]);
    }

    /// <summary>The elements of a tensor of INT64, row-major.</summary>
    /// <exception cref="InvalidOperationException">It has another type.</exception>
    /// <exception cref="OpenInferenceException">The elements are not what the shape asks for.</exception>
    public long[] AsInt64()
    {
        Require("INT64");
        return Checked(raw is { } bytes ? Cast<long>(bytes) : [.. contents.Int64Contents]);
    }

    /// <summary>The elements of a tensor of UINT8, row-major.</summary>
    /// <exception cref="InvalidOperationException">It has another type.</exception>
    /// <exception cref="OpenInferenceException">The elements are not what the shape asks for.</exception>
    public byte[] AsUInt8()
    {
        Require("UINT8");
        return Checked(raw is { } bytes ? bytes.ToArray() : [.. contents.UintContents.Select(v => checked((byte)v))]);
    }

    /// <summary>The elements of a tensor of BYTES, row-major.</summary>
    /// <exception cref="InvalidOperationException">It has another type.</exception>
    /// <exception cref="OpenInferenceException">The elements are not what the shape asks for.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> AsBytes()
    {
        Require("BYTES");
        return Checked<ReadOnlyMemory<byte>>(raw is { } bytes ? Split(bytes) : [.. contents.BytesContents.Select(b => b.Memory)]);
    }

    /// <summary>The elements of a tensor of BYTES as texts in UTF-8, row-major.</summary>
    /// <exception cref="InvalidOperationException">It has another type.</exception>
    /// <exception cref="OpenInferenceException">The elements are not what the shape asks for.</exception>
    public IReadOnlyList<string> AsTexts() => [.. AsBytes().Select(b => Encoding.UTF8.GetString(b.Span))];

    /// <summary>The elements of a tensor of any type in the protocol's raw form; null where the server sent typed contents.</summary>
    public ReadOnlyMemory<byte>? Raw => raw;

    /// <summary>The classes of an output that was asked for with the <c>classification</c> extension: for each image of the batch, best first.</summary>
    /// <exception cref="InvalidOperationException">It was not asked for so.</exception>
    /// <exception cref="OpenInferenceException">The elements are no classes.</exception>
    public IReadOnlyList<IReadOnlyList<ClassScore>> AsClasses()
    {
        var all = AsTexts().Select(ClassScore.Parse).ToList();
        int kept = Shape.Count > 0 && Shape[^1] > 0 ? (int)Shape[^1] : 1;
        return [.. all.Chunk(kept)];
    }

    private static T[] Cast<T>(ReadOnlyMemory<byte> bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes.Span).ToArray();

    private ReadOnlyMemory<byte>[] Split(ReadOnlyMemory<byte> bytes)
    {
        var elements = new List<ReadOnlyMemory<byte>>();
        while (!bytes.IsEmpty)
        {
            uint length = bytes.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span) : uint.MaxValue;
            if (length > bytes.Length - sizeof(uint))
            {
                throw OpenInferenceException.Broken($"'{Name}' ends in the middle of element {elements.Count}.");
            }

            elements.Add(bytes.Slice(sizeof(uint), (int)length));
            bytes = bytes[(sizeof(uint) + (int)length)..];
        }

        return [.. elements];
    }

    private void Require(string datatype)
    {
        if (Datatype != datatype)
        {
            throw new InvalidOperationException($"'{Name}' has elements of {Datatype}, not of {datatype}.");
        }
    }

    private T[] Checked<T>(T[] elements)
    {
        long product = Shape.Aggregate(1L, (a, b) => a * b);
        return elements.Length == product
            ? elements
            : throw OpenInferenceException.Broken($"'{Name}' has {elements.Length} elements, its shape [{string.Join(',', Shape)}] asks for {product}.");
    }
}
