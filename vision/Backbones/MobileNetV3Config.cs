using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Backbones;

/// <summary>A member of the MobileNetV3 family as data.</summary>
public sealed record MobileNetV3Config
{
    /// <summary>What every backbone states.</summary>
    public required BackboneConfig Backbone { get; init; }

    /// <summary>The blocks, in order.</summary>
    public required IReadOnlyList<MobileNetV3Row> Rows { get; init; }

    /// <summary>5.5 M parameters at 1000 classes; the paper's table 1.</summary>
    public static MobileNetV3Config Large { get; } = new()
    {
        Backbone = new BackboneConfig
        {
            Name = "mobilenet_v3_large",
            InputSize = 224,
            ResizeSize = 256,
            ClassifierName = "classifier.3",
            FeatureCount = 1280,
            ParameterCount = 5_483_032,
            MultiplyAddCount = 216_589_760,
            Weights = PublishedWeightsCatalog.MobileNetV3Large,
        },
        Rows =
        [
            new(3, 16, 16, HasSqueeze: false, HasHardswish: false, Stride: 1),
            new(3, 64, 24, HasSqueeze: false, HasHardswish: false, Stride: 2),
            new(3, 72, 24, HasSqueeze: false, HasHardswish: false, Stride: 1),
            new(5, 72, 40, HasSqueeze: true, HasHardswish: false, Stride: 2),
            new(5, 120, 40, HasSqueeze: true, HasHardswish: false, Stride: 1),
            new(5, 120, 40, HasSqueeze: true, HasHardswish: false, Stride: 1),
            new(3, 240, 80, HasSqueeze: false, HasHardswish: true, Stride: 2),
            new(3, 200, 80, HasSqueeze: false, HasHardswish: true, Stride: 1),
            new(3, 184, 80, HasSqueeze: false, HasHardswish: true, Stride: 1),
            new(3, 184, 80, HasSqueeze: false, HasHardswish: true, Stride: 1),
            new(3, 480, 112, HasSqueeze: true, HasHardswish: true, Stride: 1),
            new(3, 672, 112, HasSqueeze: true, HasHardswish: true, Stride: 1),
            new(5, 672, 160, HasSqueeze: true, HasHardswish: true, Stride: 2),
            new(5, 960, 160, HasSqueeze: true, HasHardswish: true, Stride: 1),
            new(5, 960, 160, HasSqueeze: true, HasHardswish: true, Stride: 1),
        ],
    };
}
