namespace BirdGrid.Bench.Control;

/// <summary>What one head reached: a line of the control's results.</summary>
internal sealed record ControlResult
{
    /// <summary>The arm's name.</summary>
    public required string Arm { get; init; }

    /// <summary>Seed of the augmentation, the head's initial weights, the order of the photos and dropout.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The arm's policy as JSON.</summary>
    public required string Policy { get; init; }

    /// <summary>Cached variants of each photo.</summary>
    public required int Variants { get; init; }

    /// <summary>Share of the training images, over photos and variants, that are not those of crop and flip alone, 0 to 1.</summary>
    public required double AlteredImages { get; init; }

    /// <summary>Share of the training photos of which at least one variant is not that of crop and flip alone, 0 to 1.</summary>
    public required double AlteredPhotos { get; init; }

    /// <summary>Side of the images in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Passes over the training photos.</summary>
    public required int Epochs { get; init; }

    /// <summary>Optimiser steps.</summary>
    public required long Steps { get; init; }

    /// <summary>Mean training loss of the last epoch, with label smoothing.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Share of the test photos recognised after the last epoch, 0 to 1.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of the test photos with the label among the first five, 0 to 1.</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy over the test photos.</summary>
    public required double Loss { get; init; }

    /// <summary>Test photos.</summary>
    public required int TestPhotos { get; init; }

    /// <summary>The test photos not recognised, by their place.</summary>
    public required int[] Wrong { get; init; }
}
