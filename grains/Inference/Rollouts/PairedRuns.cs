namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>A version and its reference ran the same images in turn, at the same place, in an order that was drawn for each turn.</summary>
/// <param name="Tried">The version that is judged.</param>
/// <param name="Reference">The version that it is compared with.</param>
/// <param name="TriedRuns">Runs of the tried version.</param>
/// <param name="TriedFailures">Those without an answer.</param>
/// <param name="ReferenceRuns">Runs of the reference.</param>
/// <param name="ReferenceFailures">Those without an answer.</param>
/// <param name="Times">Times of the turns that both answered; the first turn of a comparison warms both up, and is not timed.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.paired-runs")]
public sealed record PairedRuns(
    [property: Id(0)] int Tried,
    [property: Id(1)] int Reference,
    [property: Id(2)] long TriedRuns,
    [property: Id(3)] long TriedFailures,
    [property: Id(4)] long ReferenceRuns,
    [property: Id(5)] long ReferenceFailures,
    [property: Id(6)] IReadOnlyList<PairedTime> Times)
{
    /// <summary>Nothing yet.</summary>
    public static PairedRuns None(int tried, int reference) => new(tried, reference, 0, 0, 0, 0, []);

    /// <summary>The sum of two of the same versions.</summary>
    public PairedRuns Plus(PairedRuns other) => new(
        Tried,
        Reference,
        TriedRuns + other.TriedRuns,
        TriedFailures + other.TriedFailures,
        ReferenceRuns + other.ReferenceRuns,
        ReferenceFailures + other.ReferenceFailures,
        [.. Times, .. other.Times]);
}

/// <summary>Milliseconds of one turn's forward passes.</summary>
/// <param name="TriedMs">Of the tried version.</param>
/// <param name="ReferenceMs">Of the reference.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.paired-time")]
public readonly record struct PairedTime([property: Id(0)] double TriedMs, [property: Id(1)] double ReferenceMs);
