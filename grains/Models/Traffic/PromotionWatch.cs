namespace BirdGrid.Grains.Models.Traffic;

/// <summary>A champion that has been promoted lately, and can still go back.</summary>
/// <param name="Version">The champion.</param>
/// <param name="Previous">The champion before.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.promotion-watch")]
public sealed record PromotionWatch([property: Id(0)] int Version, [property: Id(1)] int Previous);
