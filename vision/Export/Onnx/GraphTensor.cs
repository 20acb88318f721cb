using System.Runtime.InteropServices;
using BirdGrid.Vision.Export.Onnx.Schema;
using Google.Protobuf;
using DataType = BirdGrid.Vision.Export.Onnx.Schema.TensorProto.Types.DataType;

namespace BirdGrid.Vision.Export.Onnx;

/// <summary>Constants of a graph as ONNX's schema holds them.</summary>
internal static class GraphTensor
{
    /// <summary>A constant.</summary>
    /// <typeparam name="T">float, sbyte, byte, int or long.</typeparam>
    /// <param name="name">Its name in the graph.</param>
    /// <param name="elements">Elements, row-major.</param>
    /// <param name="shape">Dimensions; none for a scalar.</param>
    /// <exception cref="NotSupportedException">Graphs here hold no such elements.</exception>
    public static TensorProto Of<T>(string name, ReadOnlySpan<T> elements, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)TypeOf<T>(),
            RawData = UnsafeByteOperations.UnsafeWrap(MemoryMarshal.AsBytes(elements).ToArray()),
        };
        foreach (int side in shape)
        {
            tensor.Dims.Add(side);
        }

        return tensor;
    }

    /// <summary>The elements of a constant.</summary>
    /// <typeparam name="T">The type they were written as.</typeparam>
    /// <param name="tensor">The constant.</param>
    /// <returns>A view of its bytes.</returns>
    /// <exception cref="InvalidDataException">It holds elements of another type.</exception>
    public static ReadOnlySpan<T> Elements<T>(TensorProto tensor)
        where T : unmanaged => tensor.DataType == (int)TypeOf<T>()
            ? MemoryMarshal.Cast<byte, T>(tensor.RawData.Span)
            : throw new InvalidDataException($"'{tensor.Name}' holds elements of type {tensor.DataType}.");

    private static DataType TypeOf<T>() => default(T) switch
    {
        float => DataType.Float,
        sbyte => DataType.Int8,
        byte => DataType.Uint8,
        int => DataType.Int32,
        long => DataType.Int64,
        _ => throw new NotSupportedException($"Graphs hold no {typeof(T).Name}."),
    };
}
