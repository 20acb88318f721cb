namespace BirdGrid.Vision.Augmentation;

/// <summary>
/// One of the alternatives of <see cref="AugmentationPolicy.OneOf"/>. The parts it has take the place of the policy's own for the photos
/// it is drawn for; what it leaves out stays as the policy has it. Without any part it leaves the photo to the policy alone.
/// </summary>
public sealed record PolicyAlternative
{
    /// <summary>A name to show; has no effect.</summary>
    public string Name { get; init; } = "alternative";

    /// <summary>Crop and zoom in place of the policy's; null: the policy's.</summary>
    public CropOptions? Crop { get; init; }

    /// <summary>Share of photos mirrored left to right, 0 to 1, in place of the policy's; null: the policy's.</summary>
    public double? FlipProbability { get; init; }

    /// <summary>Rotation in place of the policy's; null: the policy's.</summary>
    public RotationOptions? Rotation { get; init; }

    /// <summary>Shear in place of the policy's; null: the policy's.</summary>
    public ShearOptions? Shear { get; init; }

    /// <summary>Shift in place of the policy's; null: the policy's.</summary>
    public ShiftOptions? Shift { get; init; }

    /// <summary>Möbius maps in place of the policy's; null: the policy's.</summary>
    public MobiusOptions? Mobius { get; init; }

    /// <summary>Colour jitter in place of the policy's; null: the policy's.</summary>
    public ColourJitterOptions? Colour { get; init; }

    /// <summary>Noise in place of the policy's; null: the policy's.</summary>
    public NoiseOptions? Noise { get; init; }

    /// <summary>Cutout in place of the policy's; null: the policy's.</summary>
    public CutoutOptions? Cutout { get; init; }

    internal void Validate(string path)
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            throw PolicyCheck.Error($"{path}.{nameof(Name)}", "empty", "give the alternative a name");
        }

        if (FlipProbability is { } flip)
        {
            PolicyCheck.Range($"{path}.{nameof(FlipProbability)}", flip, 0, 1);
        }

        Crop?.Validate($"{path}.{nameof(Crop)}");
        Rotation?.Validate($"{path}.{nameof(Rotation)}");
        Shear?.Validate($"{path}.{nameof(Shear)}");
        Shift?.Validate($"{path}.{nameof(Shift)}");
        Mobius?.Validate($"{path}.{nameof(Mobius)}");
        Colour?.Validate($"{path}.{nameof(Colour)}");
        Noise?.Validate($"{path}.{nameof(Noise)}");
        Cutout?.Validate($"{path}.{nameof(Cutout)}");
    }
}
