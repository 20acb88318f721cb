using static TorchSharp.torch;

namespace BirdGrid.Vision.Weights;

/// <summary>Moves one tensor between torch and plain bytes.</summary>
internal static class TensorBytes
{
    /// <summary>Copies a tensor's elements out, row-major; intermediate tensors fall to the caller's dispose scope.</summary>
    public static WeightTensor Capture(string name, Tensor tensor)
    {
        var packed = tensor.detach().cpu().contiguous();
        return new WeightTensor(name, FromTorch(tensor.dtype), tensor.shape, packed.bytes.ToArray());
    }

    /// <summary>A CPU tensor of the weight's own type and shape.</summary>
    public static Tensor Stage(WeightTensor source)
    {
        var staged = empty([.. source.Shape], dtype: ToTorch(source.DType), device: CPU);
        source.Data.Span.CopyTo(staged.bytes);
        return staged;
    }

    /// <summary>Whether the weight can be copied into the tensor without changing its meaning.</summary>
    public static bool Fits(WeightTensor source, Tensor target)
    {
        bool isBool = source.DType == WeightDType.Bool;
        return source.Shape.SequenceEqual(target.shape)
            && source.DType.IsFloat() == target.is_floating_point()
            && isBool == (target.dtype == ScalarType.Bool);
    }

    /// <summary>The tensor's type and shape in words.</summary>
    public static string Describe(Tensor tensor) => WeightDTypes.Describe(FromTorch(tensor.dtype), tensor.shape);

    private static ScalarType ToTorch(WeightDType dtype) => dtype switch
    {
        WeightDType.F32 => ScalarType.Float32,
        WeightDType.F64 => ScalarType.Float64,
        WeightDType.F16 => ScalarType.Float16,
        WeightDType.BF16 => ScalarType.BFloat16,
        WeightDType.I64 => ScalarType.Int64,
        WeightDType.I32 => ScalarType.Int32,
        WeightDType.I16 => ScalarType.Int16,
        WeightDType.I8 => ScalarType.Int8,
        WeightDType.U8 => ScalarType.Byte,
        WeightDType.Bool => ScalarType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Unknown element type."),
    };

    private static WeightDType FromTorch(ScalarType dtype) => dtype switch
    {
        ScalarType.Float32 => WeightDType.F32,
        ScalarType.Float64 => WeightDType.F64,
        ScalarType.Float16 => WeightDType.F16,
        ScalarType.BFloat16 => WeightDType.BF16,
        ScalarType.Int64 => WeightDType.I64,
        ScalarType.Int32 => WeightDType.I32,
        ScalarType.Int16 => WeightDType.I16,
        ScalarType.Int8 => WeightDType.I8,
        ScalarType.Byte => WeightDType.U8,
        ScalarType.Bool => WeightDType.Bool,
        _ => throw new NotSupportedException($"Weights files do not hold elements of type {dtype}."),
    };
}
