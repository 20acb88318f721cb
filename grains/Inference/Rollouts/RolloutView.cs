namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>What a model's versions were seen to do since its route last changed.</summary>
/// <param name="Outcomes">By version, ascending.</param>
/// <param name="Agreement">Of the shadow.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.rollout-view")]
public sealed record RolloutView(
    [property: Id(0)] IReadOnlyList<OutcomeCounts> Outcomes,
    [property: Id(1)] AgreementCounts Agreement)
{
    /// <summary>Versions that are judged now.</summary>
    [Id(2)]
    public IReadOnlyList<RolloutComparison> Comparisons { get; init; } = [];
}

/// <summary>A version that is judged, and what is known of it so far.</summary>
/// <param name="Version">The version.</param>
/// <param name="Turns">Timed turns that it ran with the version that it is compared with.</param>
/// <param name="Evidence">The figures, for people.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.rollout-comparison")]
public sealed record RolloutComparison([property: Id(0)] int Version, [property: Id(1)] long Turns, [property: Id(2)] string Evidence);
