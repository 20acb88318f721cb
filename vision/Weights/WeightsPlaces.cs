using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Weights;

/// <summary>File names that a backbone's ImageNet weights may have, in the order in which they are looked for.</summary>
internal static class WeightsPlaces
{
    /// <summary>Names in the user's own folder.</summary>
    public static IReadOnlyList<string> InDirectory(BackboneConfig config) =>
    [
        .. config.Weights.SelectMany(weights => weights.FormerFileName is { } former ? [weights.FileName, former] : new[] { weights.FileName }),
        .. Imported(config),
    ];

    /// <summary>Names in the cache: what the user has imported outranks torchvision's.</summary>
    public static IReadOnlyList<string> InCache(BackboneConfig config) => [.. Imported(config), .. config.Weights.Select(weights => weights.FileName)];

    /// <summary>Names of files that are not torchvision's.</summary>
    public static IReadOnlyList<string> Imported(BackboneConfig config) => [$"{config.Name}_imagenet1k.safetensors", $"{config.Name}_imagenet1k.pth"];
}
