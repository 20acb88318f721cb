using BirdGrid.Grains.Training;

namespace BirdGrid.Grains.Sweeps;

/// <summary>One trial as it was planned.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Settings">What sets it apart.</param>
/// <param name="Spec">What it trains, complete.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.trial-plan")]
public sealed record TrialPlan([property: Id(0)] int Number, [property: Id(1)] IReadOnlyList<TrialSetting> Settings, [property: Id(2)] TrainingSpec Spec);
