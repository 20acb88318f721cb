using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Augmentation;

/// <summary>Asks an augmenter for one batch. The bytes that come back are a pure function of this message.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.augment-request")]
public sealed record AugmentRequest
{
    /// <summary>The dataset version's manifest.</summary>
    [Id(0)]
    public required BlobRef Manifest { get; init; }

    /// <summary>Indices of the photos in the manifest, in batch order.</summary>
    [Id(1)]
    public required IReadOnlyList<int> Photos { get; init; }

    /// <summary>Side of the square output in pixels.</summary>
    [Id(2)]
    public required int ImageSize { get; init; }

    /// <summary>The augmentation policy as JSON; null: evaluation (resize, centre crop).</summary>
    [Id(3)]
    public string? PolicyJson { get; init; }

    /// <summary>The session's seed.</summary>
    [Id(4)]
    public ulong Seed { get; init; }

    /// <summary>Epoch (or cached variant) that the draws belong to.</summary>
    [Id(5)]
    public int Epoch { get; init; }

    /// <summary>Shorter side in pixels before the centre crop, for evaluation.</summary>
    [Id(6)]
    public int ResizeSize { get; init; }

    /// <summary>How often each photo has been drawn before in the epoch, so that it looks different every time; null: never.</summary>
    [Id(7)]
    public IReadOnlyList<int>? Repeats { get; init; }
}
