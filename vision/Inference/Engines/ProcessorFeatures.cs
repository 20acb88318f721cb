using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Inference.Engines;

/// <summary>What .NET does not say of the processor.</summary>
internal static class ProcessorFeatures
{
    // Intel's manual, volume 2A, CPUID leaf 7.
    private const int ExtendedFeatures = 7;
    private const int Avx512Vnni = 1 << 11;
    private const int AvxVnni = 1 << 4;

    /// <summary>
    /// Whether sums of unsigned and signed 8-bit products could overflow 16 bits on the way: so they can on x64 processors without VNNI, whose older
    /// instructions add pairs of products in 16 bits.
    /// </summary>
    public static bool SaturatesByteProducts { get; } = X86Base.IsSupported && !HasVnni();

    private static bool HasVnni() => X86Base.CpuId(0, 0).Eax >= ExtendedFeatures
        && ((X86Base.CpuId(ExtendedFeatures, 0).Ecx & Avx512Vnni) != 0 || (X86Base.CpuId(ExtendedFeatures, 1).Eax & AvxVnni) != 0);
}
