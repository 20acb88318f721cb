namespace BirdGrid.Vision.Augmentation;

/// <summary>Which instructions a pixel loop uses. Every level gives the same bytes.</summary>
internal enum SimdLevel
{
    /// <summary>One pixel at a time, on any processor.</summary>
    Scalar,

    /// <summary>Eight pixels at a time: AVX2 and FMA.</summary>
    Avx2,

    /// <summary>Sixteen pixels at a time: AVX-512 F, BW and VBMI.</summary>
    Avx512,
}
