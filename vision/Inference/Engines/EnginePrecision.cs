namespace BirdGrid.Vision.Inference.Engines;

/// <summary>Numbers that a network computes in; its logits are float32 in any case.</summary>
public enum EnginePrecision
{
    /// <summary>32-bit floats.</summary>
    Fp32 = 0,

    /// <summary>bfloat16: half the memory traffic, 8 bits of mantissa.</summary>
    Bf16 = 1,

    /// <summary>8-bit integers, scales calibrated on the dataset's own photos.</summary>
    QInt8 = 2,
}
