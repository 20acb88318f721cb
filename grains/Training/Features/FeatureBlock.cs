namespace BirdGrid.Grains.Training.Features;

/// <summary>Photos whose features are kept together.</summary>
/// <param name="Key">Names the features; see <see cref="FeatureBlockKey"/>.</param>
/// <param name="Photos">Manifest indices, in the order of the rows.</param>
/// <param name="Rows">Where the rows go, float [photos, features], row-major.</param>
internal sealed record FeatureBlock(string Key, int[] Photos, Memory<float> Rows);
