namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// Where inside an output pixel the photo is sampled. One bilinear sample sees two source pixels a direction; where an output pixel covers
/// more, detail between its samples would alias, so several are averaged. They stand on a rotated grid: no two share a row or a column, which
/// gives edges in either direction as many steps as there are samples.
/// </summary>
internal readonly struct SamplePattern
{
    /// <summary>Most samples of a pattern.</summary>
    public const int MaxCount = 4;

    /// <summary>Up to here one sample is enough: the photo is not shrunk.</summary>
    private const double MaxScaleOfOne = 1.02;

    /// <summary>Up to here three samples stay above the quality of an antialiased resize.</summary>
    private const double MaxScaleOfThree = 1.25;

    private static readonly (float X, float Y)[] Centre = [(0, 0)];

    private static readonly (float X, float Y)[] Three = [(0, -1 / 3f), (1 / 3f, 0), (-1 / 3f, 1 / 3f)];

    private static readonly (float X, float Y)[] Four = [(-0.125f, -0.375f), (0.375f, -0.125f), (0.125f, 0.375f), (-0.375f, 0.125f)];

    private readonly (float X, float Y)[] offsets;

    private SamplePattern((float X, float Y)[] offsets) => this.offsets = offsets;

    /// <summary>One sample, at the pixel's centre.</summary>
    public static SamplePattern Single => new(Centre);

    /// <summary>Samples of a pixel.</summary>
    public int Count => offsets.Length;

    /// <summary>Columns and rows from the pixel's centre, in output pixels.</summary>
    public (float X, float Y) this[int index] => offsets[index];

    /// <summary>The pattern for a map that takes so many source pixels per output pixel, in one direction.</summary>
    public static SamplePattern For(double scale) => scale switch
    {
        <= MaxScaleOfOne => Single,
        <= MaxScaleOfThree => new(Three),
        _ => new(Four),
    };
}
