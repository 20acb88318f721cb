namespace BirdGrid.Vision.Augmentation;

/// <summary>What was drawn for one photo in one epoch: everything that is done to it.</summary>
/// <param name="Map">The whole geometry, output to photo; boxes and points go through <see cref="SamplingMap.OutputAt"/>.</param>
/// <param name="Mobius">The Möbius map from source to output in the unit square; null where none was drawn.</param>
/// <param name="Colour">The change of colours; null where none was drawn.</param>
/// <param name="NoiseStdDevLevels">Standard deviation of the noise in grey levels; 0 where none was drawn.</param>
/// <param name="Cutout">The painted box; null where none was drawn.</param>
public readonly record struct DrawnAugmentation(
    SamplingMap Map,
    MobiusMap? Mobius,
    ColourMatrix? Colour,
    double NoiseStdDevLevels,
    PixelBox? Cutout)
{
    /// <summary>Number of the alternative in <see cref="AugmentationPolicy.OneOf"/>; null where the policy has none.</summary>
    public int? Alternative { get; init; }

    /// <summary>Where the frame lies: what <see cref="Map"/> is made of beside the Möbius map.</summary>
    public DrawnFrame Frame { get; init; }

    /// <summary>What <see cref="Colour"/> is made of; null where none was drawn.</summary>
    public ColourFactors? ColourFactors { get; init; }
}
