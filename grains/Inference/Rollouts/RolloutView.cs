namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>What a model's versions were seen to do since its route last changed.</summary>
/// <param name="Outcomes">By version, ascending.</param>
/// <param name="Agreement">Of the shadow.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.rollout-view")]
public sealed record RolloutView(
    [property: Id(0)] IReadOnlyList<OutcomeCounts> Outcomes,
    [property: Id(1)] AgreementCounts Agreement);
