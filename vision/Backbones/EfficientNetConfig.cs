using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Backbones;

/// <summary>A member of the EfficientNet family as data: B0's plan, scaled in width and depth.</summary>
public sealed record EfficientNetConfig
{
    /// <summary>What every backbone states.</summary>
    public required BackboneConfig Backbone { get; init; }

    /// <summary>Factor on B0's channels; results are rounded to multiples of 8.</summary>
    public required double WidthMultiplier { get; init; }

    /// <summary>Factor on B0's block repeats, rounded up.</summary>
    public required double DepthMultiplier { get; init; }

    /// <summary>Dropout probability before the classifier, 0 to below 1.</summary>
    public required double DropoutProbability { get; init; }

    /// <summary>5.3 M parameters at 1000 classes.</summary>
    public static EfficientNetConfig B0 { get; } = Scale(
        "efficientnet_b0", width: 1.0, depth: 1.0, dropout: 0.2, inputSize: 224, resizeSize: 256, 5_288_548, multiplyAdds: 385_814_752, PublishedWeightsCatalog.EfficientNetB0);

    /// <summary>7.8 M parameters at 1000 classes.</summary>
    public static EfficientNetConfig B1 { get; } = Scale(
        "efficientnet_b1", width: 1.0, depth: 1.1, dropout: 0.2, inputSize: 240, resizeSize: 256, 7_794_184, multiplyAdds: 686_802_832, PublishedWeightsCatalog.EfficientNetB1);

    /// <summary>9.1 M parameters at 1000 classes.</summary>
    public static EfficientNetConfig B2 { get; } = Scale(
        "efficientnet_b2", width: 1.1, depth: 1.2, dropout: 0.3, inputSize: 288, resizeSize: 288, 9_109_994, multiplyAdds: 1_087_529_456, PublishedWeightsCatalog.EfficientNetB2);

    /// <summary>12.2 M parameters at 1000 classes.</summary>
    public static EfficientNetConfig B3 { get; } = Scale(
        "efficientnet_b3", width: 1.2, depth: 1.4, dropout: 0.3, inputSize: 300, resizeSize: 320, 12_233_232, multiplyAdds: 1_827_141_392, PublishedWeightsCatalog.EfficientNetB3);

    /// <summary>19.3 M parameters at 1000 classes.</summary>
    public static EfficientNetConfig B4 { get; } = Scale(
        "efficientnet_b4", width: 1.4, depth: 1.8, dropout: 0.4, inputSize: 380, resizeSize: 384, 19_341_616, multiplyAdds: 4_393_771_024, PublishedWeightsCatalog.EfficientNetB4);

    /// <summary>
    /// The nearest multiple of 8 (ties upwards), at least 8, and never more than 10 % below the value:
    /// MobileNet's <c>make_divisible</c>, which torchvision's EfficientNet shares.
    /// </summary>
    /// <param name="channels">Wanted channels, positive.</param>
    /// <returns>Channels, a multiple of 8.</returns>
    public static int RoundChannels(double channels)
    {
        const int Divisor = 8;
        int rounded = Math.Max(Divisor, (int)(channels + (Divisor / 2.0)) / Divisor * Divisor);
        return rounded < 0.9 * channels ? rounded + Divisor : rounded;
    }

    /// <summary>Blocks of a stage that has the given number of them in B0.</summary>
    internal int RepeatsOf(int repeats) => (int)Math.Ceiling(repeats * DepthMultiplier);

    private static EfficientNetConfig Scale(
        string name, double width, double depth, double dropout, int inputSize, int resizeSize, long parameters, long multiplyAdds, IReadOnlyList<PublishedWeights> weights) => new()
        {
            Backbone = new BackboneConfig
            {
                Name = name,
                InputSize = inputSize,
                ResizeSize = resizeSize,
                ClassifierName = "classifier.1",
                FeatureCount = 4 * RoundChannels(EfficientNet.LastStageChannels * width),
                ParameterCount = parameters,
                MultiplyAddCount = multiplyAdds,
                Weights = weights,
            },
            WidthMultiplier = width,
            DepthMultiplier = depth,
            DropoutProbability = dropout,
        };
}
