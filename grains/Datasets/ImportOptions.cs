using BirdGrid.Vision.Photos;

namespace BirdGrid.Grains.Datasets;

/// <summary>How an import freezes its photos.</summary>
public sealed record ImportOptions
{
    /// <summary>Dataset name.</summary>
    public required string Dataset { get; init; }

    /// <summary>Repeats with the same key return the version that the first made.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>Seed of the stratified split.</summary>
    public ulong SplitSeed { get; init; }

    /// <summary>Share of each class that goes to validation where photos come with no split, 0 to 0.9.</summary>
    public double ValidationFraction { get; init; } = 0.2;

    /// <summary>Share of each class that goes to test where photos come with no split, 0 to 0.9.</summary>
    public double TestFraction { get; init; }

    /// <summary>Shorter side of the renditions in pixels, 32 to 2048.</summary>
    public int RenditionSize { get; init; } = 320;

    /// <summary>What is done with photos that end before their last pixel. Renditions are whole in any case: training knows nothing of it.</summary>
    public TruncatedPhotos Truncated { get; init; }

    /// <summary>Classes that photos will come with, as far as known; those that get no usable photo are named in the audit. Empty: not known.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Checks every value but the labels.</summary>
    /// <exception cref="RefusedException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        GridNames.Require(Dataset, "dataset");
        GridNames.RequireKey(IdempotencyKey);
        if (ValidationFraction is not (>= 0 and <= 0.9) || TestFraction is not (>= 0 and <= 0.9) || ValidationFraction + TestFraction > 0.95)
        {
            throw new RefusedException("split-out-of-range", $"The validation share ({ValidationFraction}) and the test share ({TestFraction}) must each lie in 0 to 0.9 and leave at least 5 % for training.");
        }

        if (RenditionSize is < 32 or > 2048)
        {
            throw new RefusedException("rendition-size-out-of-range", $"The rendition size ({RenditionSize}) must lie in 32 to 2048 pixels.");
        }
    }
}
