using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BirdGrid.Vision.Augmentation;

/// <summary>Eight candidates at a time, by AVX2.</summary>
internal readonly struct CandidateLanes8(Vector256<float> values) : ICandidateLanes<CandidateLanes8>
{
    private readonly Vector256<float> values = values;

    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => Vector256<float>.Count;

    public static CandidateLanes8 operator +(CandidateLanes8 left, CandidateLanes8 right) => new(left.values + right.values);

    public static CandidateLanes8 operator -(CandidateLanes8 left, CandidateLanes8 right) => new(left.values - right.values);

    public static CandidateLanes8 operator *(CandidateLanes8 left, CandidateLanes8 right) => new(left.values * right.values);

    public static CandidateLanes8 Create(float value) => new(Vector256.Create(value));

    public static CandidateLanes8 Abs(CandidateLanes8 lanes) => new(Vector256.Abs(lanes.values));

    public static CandidateLanes8 Sqrt(CandidateLanes8 lanes) => new(Vector256.Sqrt(lanes.values));

    public static CandidateLanes8 Max(CandidateLanes8 left, CandidateLanes8 right) => new(Avx.Max(left.values, right.values));

    public static uint Less(CandidateLanes8 left, CandidateLanes8 right) =>
        (uint)Vector256.LessThan(left.values, right.values).ExtractMostSignificantBits();

    /// <summary>Even and odd lanes apart, 32 bits in 64: the product of two words is then one instruction, and what is left in the upper halves is never read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block(
        PhiloxKey key, uint firstBlock, out CandidateLanes8 lanes0, out CandidateLanes8 lanes1, out CandidateLanes8 lanes2, out CandidateLanes8 lanes3)
    {
        PhiloxBlock counter = key.Counter(firstBlock);
        Vector256<uint> blocks = Vector256.Create(counter.Word0) + (Vector256<uint>.Indices * AdmissibleSearch.BlocksPerCandidate);
        Vector256<ulong> even0 = blocks.AsUInt64();
        Vector256<ulong> odd0 = even0 >> 32;
        Vector256<ulong> even1 = Vector256.Create((ulong)counter.Word1);
        Vector256<ulong> odd1 = even1;
        Vector256<ulong> even2 = Vector256.Create((ulong)counter.Word2);
        Vector256<ulong> odd2 = even2;
        Vector256<ulong> even3 = Vector256.Create((ulong)counter.Word3);
        Vector256<ulong> odd3 = even3;
        uint key0 = key.Key0;
        uint key1 = key.Key1;
        for (int round = 0; round < PhiloxRandom.Rounds; round++)
        {
            Vector256<ulong> roundKey0 = Vector256.Create((ulong)key0);
            Vector256<ulong> roundKey1 = Vector256.Create((ulong)key1);
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
        ref Vector256<ulong> word0, ref Vector256<ulong> word1, ref Vector256<ulong> word2, ref Vector256<ulong> word3, Vector256<ulong> key0, Vector256<ulong> key1)
    {
        Vector256<ulong> product0 = Avx2.Multiply(word0.AsUInt32(), Vector256.Create(PhiloxRandom.Multiplier0));
        Vector256<ulong> product1 = Avx2.Multiply(word2.AsUInt32(), Vector256.Create(PhiloxRandom.Multiplier1));
        word0 = (product1 >> 32) ^ word1 ^ key0;
        word1 = product1;
        word2 = (product0 >> 32) ^ word3 ^ key1;
        word3 = product0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CandidateLanes8 Centred(Vector256<ulong> even, Vector256<ulong> odd)
    {
        Vector256<uint> words = ((even << 32) >> 32).AsUInt32() | (odd << 32).AsUInt32();
        Vector256<int> centred = (words >> 8).AsInt32() - Vector256.Create(1 << 23);
        return new CandidateLanes8(Vector256.ConvertToSingle(centred) * Vector256.Create(AdmissibleSearch.CoordinateStep));
    }
}
