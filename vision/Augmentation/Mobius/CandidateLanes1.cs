namespace BirdGrid.Vision.Augmentation;

/// <summary>One candidate at a time, for processors without the vectors of the others.</summary>
internal readonly struct CandidateLanes1(float value) : ICandidateLanes<CandidateLanes1>
{
    private readonly float value = value;

    public static int Count => 1;

    public static CandidateLanes1 operator +(CandidateLanes1 left, CandidateLanes1 right) => new(left.value + right.value);

    public static CandidateLanes1 operator -(CandidateLanes1 left, CandidateLanes1 right) => new(left.value - right.value);

    public static CandidateLanes1 operator *(CandidateLanes1 left, CandidateLanes1 right) => new(left.value * right.value);

    public static CandidateLanes1 Create(float value) => new(value);

    public static CandidateLanes1 Abs(CandidateLanes1 lanes) => new(MathF.Abs(lanes.value));

    public static CandidateLanes1 Sqrt(CandidateLanes1 lanes) => new(MathF.Sqrt(lanes.value));

    public static CandidateLanes1 Max(CandidateLanes1 left, CandidateLanes1 right) => new(MathF.Max(left.value, right.value));

    public static uint Less(CandidateLanes1 left, CandidateLanes1 right) => left.value < right.value ? 1u : 0;

    public static void Block(
        PhiloxKey key, uint firstBlock, out CandidateLanes1 lanes0, out CandidateLanes1 lanes1, out CandidateLanes1 lanes2, out CandidateLanes1 lanes3)
    {
        PhiloxBlock words = key.Block(firstBlock);
        lanes0 = Centred(words.Word0);
        lanes1 = Centred(words.Word1);
        lanes2 = Centred(words.Word2);
        lanes3 = Centred(words.Word3);
    }

    private static CandidateLanes1 Centred(uint word) => new((float)(AdmissibleSearch.Coordinate(word) - 0.5));
}
