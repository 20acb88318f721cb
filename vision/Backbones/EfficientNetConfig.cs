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
        "efficientnet_b0", width: 1.0, depth: 1.0, inputSize: 224, resizeSize: 256, dropout: 0.2, "efficientnet_b0_rwightman-7f5810bc.pth");

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

    /// <summary>Describes a member by its scaling; B1 is <c>("efficientnet_b1", 1.0, 1.1, 240, 256, 0.2, ...)</c>.</summary>
    /// <param name="name">Registry name.</param>
    /// <param name="width">Factor on B0's channels.</param>
    /// <param name="depth">Factor on B0's block repeats.</param>
    /// <param name="inputSize">Input side in pixels.</param>
    /// <param name="resizeSize">Shorter side in pixels before the centre crop.</param>
    /// <param name="dropout">Dropout probability before the classifier.</param>
    /// <param name="weightsFileName">torchvision's weights file, or null.</param>
    /// <returns>The configuration.</returns>
    public static EfficientNetConfig Scale(
        string name, double width, double depth, int inputSize, int resizeSize, double dropout, string? weightsFileName) => new()
        {
            Backbone = new BackboneConfig
            {
                Name = name,
                InputSize = inputSize,
                ResizeSize = resizeSize,
                ClassifierName = "classifier.1",
                FeatureCount = 4 * RoundChannels(EfficientNet.LastStageChannels * width),
                WeightsFileName = weightsFileName,
            },
            WidthMultiplier = width,
            DepthMultiplier = depth,
            DropoutProbability = dropout,
        };
}
