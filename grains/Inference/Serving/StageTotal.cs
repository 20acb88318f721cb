namespace BirdGrid.Grains.Inference.Serving;

/// <summary>How often a stage was passed, and the time of all passes together.</summary>
/// <param name="Count">Requests.</param>
/// <param name="Nanoseconds">Their time together.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.stage-total")]
public sealed record StageTotal([property: Id(0)] long Count, [property: Id(1)] long Nanoseconds)
{
    /// <summary>Nothing yet.</summary>
    public static StageTotal Zero { get; } = new(0, 0);

    /// <summary>The sum of two.</summary>
    public StageTotal Plus(StageTotal other) => new(Count + other.Count, Nanoseconds + other.Nanoseconds);
}
