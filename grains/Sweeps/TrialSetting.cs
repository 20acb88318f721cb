namespace BirdGrid.Grains.Sweeps;

/// <summary>One value that makes a trial.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Label">The value as people read it.</param>
/// <param name="Content">The value where it is not its label: the text of a policy file; null: it is.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.trial-setting")]
public sealed record TrialSetting([property: Id(0)] string Name, [property: Id(1)] string Label, [property: Id(2)] string? Content = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Label}";
}
