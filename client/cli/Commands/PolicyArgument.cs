using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Cli.Commands;

/// <summary>An augmentation policy as it is typed: a name, or the path of a file.</summary>
internal static class PolicyArgument
{
    /// <summary>Whether it is a file: it ends in .json, or has a folder in it.</summary>
    public static bool IsFile(string policy) =>
        policy.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || policy.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Reads it.</summary>
    /// <exception cref="AugmentationPolicyException">There is no such name, or the file is no policy.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AugmentationPolicy Read(string policy) => IsFile(policy) ? AugmentationPolicy.FromFile(policy) : AugmentationPolicy.Named(policy);
}
