using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Bench.Support;

/// <summary>The maps that warps are timed with: published presets, which differ in how they walk through memory and how much of the output is border.</summary>
internal static class WarpMaps
{
    /// <summary>Side of the photo and of the output, pixels.</summary>
    public const int Size = 224;

    /// <summary>Source to output, on pixel indices, by name.</summary>
    public static IReadOnlyList<(string Name, MobiusMap Forward)> All { get; } =
    [
        .. new[] { ("clockwise", 0), ("twist", 1), ("zoom", 2), ("spread", 3), ("counterclockwise", 5), ("upside-down", 6) }
            .Select(preset => (preset.Item1, OnPixelIndices(MobiusPresets.Get(preset.Item2, Size)))),
    ];

    private static MobiusMap OnPixelIndices(MobiusMap unitSquare) => unitSquare.ConjugatedBySimilarity(Size, 0);
}
