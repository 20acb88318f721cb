using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Bench.Support;

/// <summary>Policies that only benchmarks use.</summary>
internal static class BenchPolicies
{
    /// <summary>torchvision's RandomResizedCrop, RandomHorizontalFlip and ColorJitter(0.4, 0.4, 0.4), and a Möbius map on every photo.</summary>
    public static AugmentationPolicy FullSample { get; } = new()
    {
        Name = "full-sample",
        Crop = new CropOptions { AreaMin = 0.08, AreaMax = 1, AspectMin = 3.0 / 4, AspectMax = 4.0 / 3 },
        FlipProbability = 0.5,
        Mobius = new MobiusOptions { Mode = MobiusMode.Native, M = 2, Probability = 1 },
        Colour = new ColourJitterOptions { Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Probability = 1 },
    };
}
