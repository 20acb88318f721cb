namespace BirdGrid.Vision.Inference.Engines;

/// <summary>What computes a network's answers.</summary>
/// <param name="Kind">The runtime.</param>
/// <param name="Precision">The numbers it computes in.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda:N</c>.</param>
public sealed record EngineDescription(EngineKind Kind, EnginePrecision Precision, string Device)
{
    /// <summary>For people and for labels of metrics: <c>onnxruntime fp32 cpu</c>.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {PrecisionName(Precision)} {Device}";

    /// <summary><c>fp32</c>, <c>bf16</c> or <c>int8</c>.</summary>
    public static string PrecisionName(EnginePrecision precision) => precision switch
    {
        EnginePrecision.Fp32 => "fp32",
        EnginePrecision.Bf16 => "bf16",
        _ => "int8",
    };
}
