namespace BirdGrid.Vision.Weights;

/// <summary>What the readers and writers know of element types: names in safetensors and sizes in bytes.</summary>
internal static class WeightDTypes
{
    /// <summary>Most dimensions a tensor of a file may have (torch's own limit).</summary>
    public const int MaxRank = 64;

    /// <summary>Bytes of one element.</summary>
    public static int ElementBytes(this WeightDType dtype) => dtype switch
    {
        WeightDType.F64 or WeightDType.I64 => 8,
        WeightDType.F32 or WeightDType.I32 => 4,
        WeightDType.F16 or WeightDType.BF16 or WeightDType.I16 => 2,
        WeightDType.I8 or WeightDType.U8 or WeightDType.Bool => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Unknown element type."),
    };

    /// <summary>Whether the elements are floating-point numbers.</summary>
    public static bool IsFloat(this WeightDType dtype) =>
        dtype is WeightDType.F32 or WeightDType.F64 or WeightDType.F16 or WeightDType.BF16;

    /// <summary>The name in a safetensors header.</summary>
    public static string SafetensorsName(this WeightDType dtype) => dtype == WeightDType.Bool ? "BOOL" : dtype.ToString();

    /// <summary>The type of a safetensors name, or null where it is not one of ours.</summary>
    public static WeightDType? FromSafetensorsName(string name) => name switch
    {
        "F32" => WeightDType.F32,
        "F64" => WeightDType.F64,
        "F16" => WeightDType.F16,
        "BF16" => WeightDType.BF16,
        "I64" => WeightDType.I64,
        "I32" => WeightDType.I32,
        "I16" => WeightDType.I16,
        "I8" => WeightDType.I8,
        "U8" => WeightDType.U8,
        "BOOL" => WeightDType.Bool,
        _ => null,
    };

    /// <summary>Bytes of a tensor, or null where the shape is negative, too deep or too large to count.</summary>
    public static long? ByteLength(this WeightDType dtype, IReadOnlyList<long> shape)
    {
        if (shape.Count > MaxRank)
        {
            return null;
        }

        Int128 bytes = dtype.ElementBytes();
        foreach (long side in shape)
        {
            bytes *= side;
            if (side < 0 || bytes > long.MaxValue)
            {
                return null;
            }
        }

        return (long)bytes;
    }

    /// <summary>The type and shape in words: <c>F32 [64, 3, 7, 7]</c>.</summary>
    public static string Describe(WeightDType dtype, IEnumerable<long> shape) => $"{dtype.SafetensorsName()} [{string.Join(", ", shape)}]";
}
