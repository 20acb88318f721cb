using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Bench.Control;

/// <summary>One side of the controlled comparison: what is done to the training photos, all else being equal.</summary>
/// <param name="Policy">The augmentation; its name is the arm's.</param>
/// <param name="Variants">Augmented variants of each photo whose features are cached.</param>
internal sealed record ControlArm(AugmentationPolicy Policy, int Variants)
{
    private const int AugmentedVariants = 4;

    /// <summary>The angle that a native Möbius map draws up to, so that the rotation arms match it.</summary>
    private static readonly double NativeDegrees = new MobiusOptions().MaxRotationDegrees;

    /// <summary>What every augmented arm does besides its own part.</summary>
    public const string Base = "crop-flip";

    /// <summary>The arm's name.</summary>
    public string Name => Policy.Name;

    /// <summary>
    /// Every arm. All draws of a seed are common to the arms: the crop of a photo is the same in all of them, and the photos that 20 % of Möbius
    /// maps bend are among those that 50 % or 100 % bend, by the same maps.
    /// </summary>
    public static IReadOnlyList<ControlArm> All { get; } =
    [
        new(AugmentationPolicy.None, 1),
        Augmented(Base, p => p),
        Augmented("rotation-20", p => p with { Rotation = Rotation(NativeDegrees, 0.2) }),
        Augmented("mobius-native-20", p => p with { Mobius = Mobius(MobiusMode.Native, 0.2) }),
        Augmented("rotation-180-20", p => p with { Rotation = Rotation(180, 0.2) }),
        Augmented("mobius-presets-20", p => p with { Mobius = Mobius(MobiusMode.Presets, 0.2) }),
        Augmented("cutout-50", p => p with { Cutout = new CutoutOptions { Probability = 0.5 } }),
        Augmented("mobius-native-10-cutout-50", p => p with { Mobius = Mobius(MobiusMode.Native, 0.1), Cutout = new CutoutOptions { Probability = 0.5 } }),
        Augmented("rotation-50", p => p with { Rotation = Rotation(NativeDegrees, 0.5) }),
        Augmented("mobius-native-50", p => p with { Mobius = Mobius(MobiusMode.Native, 0.5) }),
        Augmented("rotation-100", p => p with { Rotation = Rotation(NativeDegrees, 1) }),
        Augmented("mobius-native-100", p => p with { Mobius = Mobius(MobiusMode.Native, 1) }),
    ];

    private static ControlArm Augmented(string name, Func<AugmentationPolicy, AugmentationPolicy> part) =>
        new(part(AugmentationPolicy.Light) with { Name = name }, AugmentedVariants);

    private static RotationOptions Rotation(double maxDegrees, double probability) => new() { MaxDegrees = maxDegrees, Probability = probability };

    // The parameters of the policy "mobius", but for how often.
    private static MobiusOptions Mobius(MobiusMode mode, double probability) =>
        AugmentationPolicy.BirdsMobius.Mobius with { Mode = mode, Probability = probability };
}
