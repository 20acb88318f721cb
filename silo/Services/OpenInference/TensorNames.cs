namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>Names and types of the tensors that every model has.</summary>
internal static class TensorNames
{
    /// <summary>Input: prepared images, UINT8 or FP32, N x S x S x 3.</summary>
    public const string Image = "image";

    /// <summary>Input in the place of <see cref="Image"/>: encoded JPEG, PNG or WebP, BYTES, N or N x 1.</summary>
    public const string Photo = "photo";

    /// <summary>Output: FP32, N x classes, rows add up to 1.</summary>
    public const string Probabilities = "probabilities";

    /// <summary>Output: FP32, N x classes.</summary>
    public const string Logits = "logits";

    /// <summary>One byte an element.</summary>
    public const string UInt8 = "UINT8";

    /// <summary>Four bytes an element, little-endian.</summary>
    public const string Fp32 = "FP32";

    /// <summary>Byte strings.</summary>
    public const string Bytes = "BYTES";
}
