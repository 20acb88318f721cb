using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Cli.Commands;

/// <summary>An augmentation policy as it is typed: a name, or the path of a file.</summary>
internal static class PolicyArgument
{
    /// <summary>Reads it.</summary>
    /// <exception cref="AugmentationPolicyException">There is no such name, or the file is no policy.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AugmentationPolicy Read(string policy) => NameOrFile.IsFile(policy) ? AugmentationPolicy.FromFile(policy) : AugmentationPolicy.Named(policy);
}
