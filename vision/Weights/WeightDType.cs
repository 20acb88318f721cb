namespace BirdGrid.Vision.Weights;

/// <summary>Element types that BirdGrid's weight files hold; the names are safetensors'.</summary>
public enum WeightDType
{
    /// <summary>IEEE float, 32 bits.</summary>
    F32,

    /// <summary>IEEE float, 64 bits.</summary>
    F64,

    /// <summary>IEEE float, 16 bits.</summary>
    F16,

    /// <summary>bfloat16.</summary>
    BF16,

    /// <summary>Signed integer, 64 bits.</summary>
    I64,

    /// <summary>Signed integer, 32 bits.</summary>
    I32,

    /// <summary>Signed integer, 16 bits.</summary>
    I16,

    /// <summary>Signed integer, 8 bits.</summary>
    I8,

    /// <summary>Unsigned integer, 8 bits.</summary>
    U8,

    /// <summary>Boolean, one byte.</summary>
    Bool,
}
