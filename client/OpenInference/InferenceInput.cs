using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace BirdGrid.Client.OpenInference;

/// <summary>An input tensor of a request, its elements in the protocol's raw form (little-endian, row-major, unpadded).</summary>
public sealed class InferenceInput
{
    private InferenceInput(string name, string datatype, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        Name = name;
        Datatype = datatype;
        Shape = shape;
        Data = data;
    }

    /// <summary>Name of the tensor.</summary>
    public string Name { get; }

    /// <summary>Type of its elements as the protocol names it: <c>UINT8</c>, <c>FP32</c>, <c>BYTES</c>, ...</summary>
    public string Datatype { get; }

    /// <summary>Its shape, the batch first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Its elements.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>A tensor of any type, in raw form already.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="datatype">For example <c>FP16</c>.</param>
    /// <param name="shape">Dimensions, the batch first.</param>
    /// <param name="data">Sent as it is, without a copy: it must not change before the answer has come.</param>
    public static InferenceInput FromRaw(string name, string datatype, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data) => new(name, datatype, shape.ToArray(), data);

    /// <summary>A tensor of UINT8, for example images, N x S x S x 3.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="shape">Dimensions, the batch first.</param>
    /// <param name="elements">Sent as they are, without a copy: they must not change before the answer has come.</param>
    /// <exception cref="ArgumentException">There are more or fewer elements than the shape asks for.</exception>
    public static InferenceInput FromUInt8(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> elements)
    {
        Require(shape, elements.Length);
        return FromRaw(name, "UINT8", shape, elements);
    }

    /// <summary>A tensor of FP32.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="shape">Dimensions, the batch first.</param>
    /// <param name="elements">Copied.</param>
    /// <exception cref="ArgumentException">There are more or fewer elements than the shape asks for.</exception>
    public static InferenceInput FromFp32(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> elements)
    {
        Require(shape, elements.Length);
        return FromRaw(name, "FP32", shape, MemoryMarshal.AsBytes(elements).ToArray());
    }

    /// <summary>A tensor of INT64.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="shape">Dimensions, the batch first.</param>
    /// <param name="elements">Copied.</param>
    /// <exception cref="ArgumentException">There are more or fewer elements than the shape asks for.</exception>
    public static InferenceInput FromInt64(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> elements)
    {
        Require(shape, elements.Length);
        return FromRaw(name, "INT64", shape, MemoryMarshal.AsBytes(elements).ToArray());
    }

    /// <summary>A tensor of BYTES: encoded photos, texts in UTF-8.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="elements">Copied, each with its length before it.</param>
    /// <param name="shape">Dimensions; empty: one, the number of elements.</param>
    /// <exception cref="ArgumentException">There are more or fewer elements than the shape asks for.</exception>
    public static InferenceInput FromBytes(string name, IReadOnlyList<ReadOnlyMemory<byte>> elements, ReadOnlySpan<long> shape = default)
    {
        long[] dimensions = shape.IsEmpty ? [elements.Count] : shape.ToArray();
        Require(dimensions, elements.Count);
        byte[] data = new byte[elements.Sum(e => sizeof(uint) + e.Length)];
        int at = 0;
        foreach (var element in elements)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(at), (uint)element.Length);
            element.Span.CopyTo(data.AsSpan(at + sizeof(uint)));
            at += sizeof(uint) + element.Length;
        }

        return FromRaw(name, "BYTES", dimensions, data);
    }

    /// <summary>A tensor of BYTES that holds texts, in UTF-8.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="elements">The texts.</param>
    /// <param name="shape">Dimensions; empty: one, the number of texts.</param>
    /// <exception cref="ArgumentException">There are more or fewer texts than the shape asks for.</exception>
    public static InferenceInput FromTexts(string name, IReadOnlyList<string> elements, ReadOnlySpan<long> shape = default) =>
        FromBytes(name, [.. elements.Select(e => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(e))], shape);

    private static void Require(ReadOnlySpan<long> shape, int elements)
    {
        long product = 1;
        foreach (long dimension in shape)
        {
            product = checked(product * dimension);
        }

        if (product != elements)
        {
            throw new ArgumentException($"The shape [{string.Join(',', shape.ToArray())}] has {product} elements; {elements} came.", nameof(elements));
        }
    }
}
