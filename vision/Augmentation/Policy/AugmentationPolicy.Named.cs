namespace BirdGrid.Vision.Augmentation;

/// <summary>The policies that have a name: the files of the folder policies, which are part of the assembly.</summary>
public sealed partial record AugmentationPolicy
{
    /// <summary>"none": the largest centred square, resized.</summary>
    public static AugmentationPolicy None => NamedPolicies.Get("none").Policy;

    /// <summary>"light": random crop and flip.</summary>
    public static AugmentationPolicy Light => NamedPolicies.Get("light").Policy;

    /// <summary>"birds": crop, flip, small rotations, mild colour jitter, a little noise.</summary>
    public static AugmentationPolicy Birds => NamedPolicies.Get("birds").Policy;

    /// <summary>"mobius": <see cref="Birds"/> with a native Möbius map on one photo in five.</summary>
    public static AugmentationPolicy BirdsMobius => NamedPolicies.Get("mobius").Policy;

    /// <summary>"trivial": crop and flip, then one operation of a list with a random magnitude, after TrivialAugment (Müller and Hutter, 2021).</summary>
    public static AugmentationPolicy Trivial => NamedPolicies.Get("trivial").Policy;

    /// <summary>The names <see cref="Named"/> knows.</summary>
    public static IReadOnlyList<string> Names => NamedPolicies.Names;

    /// <summary>The policy of a name, in any case.</summary>
    /// <exception cref="AugmentationPolicyException">There is no such policy.</exception>
    public static AugmentationPolicy Named(string name) => NamedPolicies.Get(name).Policy;

    /// <summary>The file of a named policy, with its comments: what to start one's own from.</summary>
    /// <exception cref="AugmentationPolicyException">There is no such policy.</exception>
    public static string FileOf(string name) => NamedPolicies.Get(name).File;
}
