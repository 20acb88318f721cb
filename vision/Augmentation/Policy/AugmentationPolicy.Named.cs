namespace BirdGrid.Vision.Augmentation;

/// <summary>The policies that have a name.</summary>
public sealed partial record AugmentationPolicy
{
    /// <summary>"none": the largest centred square, resized.</summary>
    public static AugmentationPolicy None { get; } = new() { Name = "none" };

    /// <summary>"light": random crop and flip.</summary>
    public static AugmentationPolicy Light { get; } = new()
    {
        Name = "light",
        Crop = new CropOptions(),
        FlipProbability = 0.5,
    };

    /// <summary>
    /// "birds": crop, flip, small rotations, mild colour jitter, a little noise. Small rotations because birds perch upright; mild colours
    /// because plumage colour tells species apart; no cutout because a wing bar or an eye ring may be all that does.
    /// </summary>
    public static AugmentationPolicy Birds { get; } = new()
    {
        Name = "birds",
        Crop = new CropOptions(),
        FlipProbability = 0.5,
        Rotation = new RotationOptions(),
        Colour = new ColourJitterOptions(),
        Noise = new NoiseOptions(),
    };

    /// <summary>"mobius": <see cref="Birds"/> with a native Möbius map on one photo in five. M is 2 as the map's zoom multiplies the crop's.</summary>
    public static AugmentationPolicy BirdsMobius { get; } = Birds with
    {
        Name = "mobius",
        Mobius = new MobiusOptions { Mode = MobiusMode.Native, M = 2 },
    };

    /// <summary>The names <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [None.Name, Light.Name, Birds.Name, BirdsMobius.Name];

    /// <summary>The policy of a name, in any case.</summary>
    /// <exception cref="AugmentationPolicyException">There is no such policy.</exception>
    public static AugmentationPolicy Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (AugmentationPolicy policy in (ReadOnlySpan<AugmentationPolicy>)[None, Light, Birds, BirdsMobius])
        {
            if (string.Equals(policy.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return policy;
            }
        }

        throw new AugmentationPolicyException($"There is no augmentation policy \"{name}\"; known are {string.Join(", ", Names)}.");
    }
}
