using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Augmentation;

/// <summary>What this processor can do.</summary>
internal static class SimdLevels
{
    /// <summary>The widest level that this processor has.</summary>
    public static SimdLevel Best { get; } =
        Avx512Vbmi.IsSupported && Avx512BW.IsSupported ? SimdLevel.Avx512
        : Avx2.IsSupported && Fma.IsSupported ? SimdLevel.Avx2
        : SimdLevel.Scalar;

    /// <summary>Every level that this processor has, narrowest first.</summary>
    public static IReadOnlyList<SimdLevel> Supported { get; } = [.. Enum.GetValues<SimdLevel>().Where(level => level <= Best)];
}
