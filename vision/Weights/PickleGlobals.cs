using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Weights;

/// <summary>The complete list of names that a pickle of tensors may mention. Everything else is refused, whatever it is.</summary>
internal static class PickleGlobals
{
    /// <summary>Maps an allowed name to a <see cref="PickleCallable"/> or, for a storage class, a <see cref="WeightDType"/>.</summary>
    /// <exception cref="WeightsFormatException">The name is not on the list.</exception>
    public static object Resolve(string module, string name) => (module, name) switch
    {
        ("collections", "OrderedDict") => PickleCallable.OrderedDict,
        ("torch._utils", "_rebuild_tensor") => PickleCallable.RebuildTensor,
        ("torch._utils", "_rebuild_tensor_v2") => PickleCallable.RebuildTensorV2,
        ("torch._utils", "_rebuild_parameter") => PickleCallable.RebuildParameter,
        ("torch", "FloatStorage") => WeightDType.F32,
        ("torch", "DoubleStorage") => WeightDType.F64,
        ("torch", "HalfStorage") => WeightDType.F16,
        ("torch", "BFloat16Storage") => WeightDType.BF16,
        ("torch", "LongStorage") => WeightDType.I64,
        ("torch", "IntStorage") => WeightDType.I32,
        ("torch", "ShortStorage") => WeightDType.I16,
        ("torch", "CharStorage") => WeightDType.I8,
        ("torch", "ByteStorage") => WeightDType.U8,
        ("torch", "BoolStorage") => WeightDType.Bool,
        _ => throw new WeightsFormatException(
            $"The pickle names '{ShownName.Of(module)}.{ShownName.Of(name)}'. Only tensors are read from such files, and nothing in them is executed: "
            + "if you trust the file, convert it to safetensors where it was made."),
    };
}
