using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Sixteen candidates at a time, by AVX-512.</summary>
internal readonly struct CandidateLanes16(Vector512<float> values) : ICandidateLanes<CandidateLanes16>
{
    private readonly Vector512<float> values = values;

    /// <summary>Where the processor has them and does not slow down for them.</summary>
    public static bool IsSupported => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;

    public static int Count => Vector512<float>.Count;

    public static CandidateLanes16 operator +(CandidateLanes16 left, CandidateLanes16 right) => new(left.values + right.values);

    public static CandidateLanes16 operator -(CandidateLanes16 left, CandidateLanes16 right) => new(left.values - right.values);

    public static CandidateLanes16 operator *(CandidateLanes16 left, CandidateLanes16 right) => new(left.values * right.values);

    public static CandidateLanes16 Create(float value) => new(Vector512.Create(value));

    public static CandidateLanes16 Abs(CandidateLanes16 lanes) => new(Vector512.Abs(lanes.values));

    public static CandidateLanes16 Sqrt(CandidateLanes16 lanes) => new(Vector512.Sqrt(lanes.values));

    public static CandidateLanes16 Max(CandidateLanes16 left, CandidateLanes16 right) => new(Avx512F.Max(left.values, right.values));

    public static uint Less(CandidateLanes16 left, CandidateLanes16 right) =>
        (uint)Vector512.LessThan(left.values, right.values).ExtractMostSignificantBits();

    /// <summary>Even and odd lanes apart, 32 bits in 64: the product of two words is then one instruction, and what is left in the upper halves is never read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block(
        PhiloxKey key, uint firstBlock, out CandidateLanes16 lanes0, out CandidateLanes16 lanes1, out CandidateLanes16 lanes2, out CandidateLanes16 lanes3)
    {
        PhiloxBlock counter = key.Counter(firstBlock);
        Vector512<uint> blocks = Vector512.Create(counter.Word0) + (Vector512<uint>.Indices * AdmissibleSearch.BlocksPerCandidate);
        Vector512<ulong> even0 = blocks.AsUInt64();
        Vector512<ulong> odd0 = even0 >> 32;
        Vector512<ulong> even1 = Vector512.Create((ulong)counter.Word1);
        Vector512<ulong> odd1 = even1;
        Vector512<ulong> even2 = Vector512.Create((ulong)counter.Word2);
        Vector512<ulong> odd2 = even2;
        Vector512<ulong> even3 = Vector512.Create((ulong)counter.Word3);
        Vector512<ulong> odd3 = even3;
        uint key0 = key.Key0;
        uint key1 = key.Key1;
        for (int round = 0; round < PhiloxRandom.Rounds; round++)
        {
            Vector512<ulong> roundKey0 = Vector512.Create((ulong)key0);
            Vector512<ulong> roundKey1 = Vector512.Create((ulong)key1);
            Round(ref even0, ref even1, ref even2, ref even3, roundKey0, roundKey1);
            Round(ref odd0, ref odd1, ref odd2, ref odd3, roundKey0, roundKey1);
            key0 = unchecked(key0 + PhiloxRandom.KeyStep0);
            key1 = unchecked(key1 + PhiloxRandom.KeyStep1);
        }

        lanes0 = Centred(even0, odd0);
        lanes1 = Centred(even1, odd1);
        lanes2 = Centred(even2, odd2);
        lanes3 = Centred(even3, odd3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector512<ulong> word0, ref Vector512<ulong> word1, ref Vector512<ulong> word2, ref Vector512<ulong> word3, Vector512<ulong> key0, Vector512<ulong> key1)
    {
        Vector512<ulong> product0 = Avx512F.Multiply(word0.AsUInt32(), Vector512.Create(PhiloxRandom.Multiplier0));
        Vector512<ulong> product1 = Avx512F.Multiply(word2.AsUInt32(), Vector512.Create(PhiloxRandom.Multiplier1));
        word0 = (product1 >> 32) ^ word1 ^ key0;
        word1 = product1;
        word2 = (product0 >> 32) ^ word3 ^ key1;
        word3 = product0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CandidateLanes16 Centred(Vector512<ulong> even, Vector512<ulong> odd)
    {
        Vector512<uint> words = ((even << 32) >> 32).AsUInt32() | (odd << 32).AsUInt32();
        Vector512<int> centred = (words >> 8).AsInt32() - Vector512.Create(1 << 23);
        return new CandidateLanes16(Vector512.ConvertToSingle(centred) * Vector512.Create(AdmissibleSearch.CoordinateStep));
    }
}
