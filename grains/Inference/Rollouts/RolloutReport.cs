namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>What a silo has seen of a model's versions since its last report.</summary>
/// <param name="Outcomes">By version.</param>
/// <param name="Agreement">Of the shadow.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.rollout-report")]
public sealed record RolloutReport(
    [property: Id(0)] IReadOnlyList<OutcomeCounts> Outcomes,
    [property: Id(1)] AgreementCounts Agreement)
{
    /// <summary>Versions that were compared, once each.</summary>
    [Id(2)]
    public IReadOnlyList<PairedRuns> Comparisons { get; init; } = [];
}
