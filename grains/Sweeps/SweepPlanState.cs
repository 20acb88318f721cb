namespace BirdGrid.Grains.Sweeps;

/// <summary>Durable plan of a sweep; written once.</summary>
[GenerateSerializer, Alias("birdgrid.sweep-plan-state")]
public sealed class SweepPlanState
{
    /// <summary>The plan, dataset and parent versions pinned; null: the sweep does not exist.</summary>
    [Id(0)]
    public SweepPlan? Plan { get; set; }

    /// <summary>Fingerprint of the plan as it was asked for.</summary>
    [Id(1)]
    public string Requested { get; set; } = string.Empty;
}
