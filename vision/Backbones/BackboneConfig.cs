using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Backbones;

/// <summary>What is known of a backbone as data: how photos are prepared for it and where its ImageNet weights come from.</summary>
public sealed record BackboneConfig
{
    /// <summary>Registry name, torchvision's where torchvision has the architecture: <c>mobilenet_v2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Side of the square network input in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>Shorter side in pixels that a photo is resized to before the centre crop at evaluation.</summary>
    public required int ResizeSize { get; init; }

    /// <summary>Per-channel mean (RGB, of values in 0..1) that the input is normalised with.</summary>
    public IReadOnlyList<float> Mean { get; init; } = ImageNetMean;

    /// <summary>Per-channel standard deviation (RGB, of values in 0..1) that the input is normalised with.</summary>
    public IReadOnlyList<float> Std { get; init; } = ImageNetStd;

    /// <summary>
    /// State-dict prefix of the final linear layer: <c>fc</c>, <c>classifier.1</c>. What carries the prefix is the head, which transfer learning
    /// trains and new labels replace; everything else, also a layer that torchvision puts into its classifier, belongs to the features.
    /// </summary>
    public required string ClassifierName { get; init; }

    /// <summary>Length of the feature vector that enters the head.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>Parameters at 1000 classes.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>
    /// Multiply-adds of the convolutions and linear layers for one photo of <see cref="InputSize"/> at 1000 classes: what torchvision publishes, in
    /// thousand millions, as GFLOPS.
    /// </summary>
    public required long MultiplyAddCount { get; init; }

    /// <summary>torchvision's files of ImageNet weights, the one to use first; empty where the backbone is only trained from scratch.</summary>
    public IReadOnlyList<PublishedWeights> Weights { get; init; } = [];

    /// <summary>torchvision's file name of the ImageNet weights to use, or null where the backbone is only trained from scratch.</summary>
    public string? WeightsFileName => Weights is [var first, ..] ? first.FileName : null;

    /// <summary>Mean of ImageNet's training pixels, RGB.</summary>
    public static IReadOnlyList<float> ImageNetMean { get; } = [0.485f, 0.456f, 0.406f];

    /// <summary>Standard deviation of ImageNet's training pixels, RGB.</summary>
    public static IReadOnlyList<float> ImageNetStd { get; } = [0.229f, 0.224f, 0.225f];
}
