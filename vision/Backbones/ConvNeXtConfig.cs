using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Backbones;

/// <summary>A member of the ConvNeXt family as data.</summary>
public sealed record ConvNeXtConfig
{
    /// <summary>What every backbone states.</summary>
    public required BackboneConfig Backbone { get; init; }

    /// <summary>Channels and blocks of each of the four stages.</summary>
    public required IReadOnlyList<(int Channels, int Depth)> Stages { get; init; }

    /// <summary>Probability of dropping the last block's branch, 0 to below 1; it grows linearly from 0 at the first block.</summary>
    public required double LastDropProbability { get; init; }

    /// <summary>28.6 M parameters at 1000 classes.</summary>
    public static ConvNeXtConfig Tiny { get; } = Describe(
        "convnext_tiny", thirdDepth: 9, lastDropProbability: 0.1, resizeSize: 236, parameters: 28_589_128, multiplyAdds: 4_455_531_264, PublishedWeightsCatalog.ConvNeXtTiny);

    /// <summary>50.2 M parameters at 1000 classes.</summary>
    public static ConvNeXtConfig Small { get; } = Describe(
        "convnext_small", thirdDepth: 27, lastDropProbability: 0.4, resizeSize: 230, parameters: 50_223_688, multiplyAdds: 8_683_712_256, PublishedWeightsCatalog.ConvNeXtSmall);

    private static ConvNeXtConfig Describe(
        string name, int thirdDepth, double lastDropProbability, int resizeSize, long parameters, long multiplyAdds, IReadOnlyList<PublishedWeights> weights) => new()
        {
            Backbone = new BackboneConfig
            {
                Name = name,
                InputSize = 224,
                ResizeSize = resizeSize,
                ClassifierName = "classifier.2",
                FeatureCount = 768,
                ParameterCount = parameters,
                MultiplyAddCount = multiplyAdds,
                Weights = weights,
            },
            Stages = [(96, 3), (192, 3), (384, thirdDepth), (768, 3)],
            LastDropProbability = lastDropProbability,
        };
}
