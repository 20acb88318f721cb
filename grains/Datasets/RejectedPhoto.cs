namespace BirdGrid.Grains.Datasets;

/// <summary>A photo that an import left out.</summary>
/// <param name="FileName">File name as imported.</param>
/// <param name="Reason">Why, as a sentence.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.rejected-photo")]
public sealed record RejectedPhoto([property: Id(0)] string FileName, [property: Id(1)] string Reason);
