namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>How far a shadow's answers agree with those that callers got.</summary>
/// <param name="Compared">Images compared.</param>
/// <param name="Agreed">Images with the same best label.</param>
/// <param name="ProbabilityDifference">Sum of the absolute differences of the probability of the answered best label.</param>
/// <param name="Dropped">Copies that were not made or not answered.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.agreement-counts")]
public sealed record AgreementCounts(
    [property: Id(0)] long Compared,
    [property: Id(1)] long Agreed,
    [property: Id(2)] double ProbabilityDifference,
    [property: Id(3)] long Dropped)
{
    /// <summary>Nothing yet.</summary>
    public static AgreementCounts Zero { get; } = new(0, 0, 0, 0);

    /// <summary>The sum of two.</summary>
    public AgreementCounts Plus(AgreementCounts other) =>
        new(Compared + other.Compared, Agreed + other.Agreed, ProbabilityDifference + other.ProbabilityDifference, Dropped + other.Dropped);
}
