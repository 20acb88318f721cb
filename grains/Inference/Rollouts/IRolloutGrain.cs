namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>
/// Judges a model's versions by what silos see them do, and takes a canary or a fresh champion out where it does worse; the key is the model's name.
/// Keeps nothing but its judgements, which the model records.
/// </summary>
[Alias("birdgrid.rollout")]
public interface IRolloutGrain : IGrainWithStringKey
{
    /// <summary>A silo says what it has seen.</summary>
    [Alias("report")]
    Task Report(RolloutReport report);

    /// <summary>What was seen since the route last changed.</summary>
    [Alias("view")]
    Task<RolloutView> GetView();
}
