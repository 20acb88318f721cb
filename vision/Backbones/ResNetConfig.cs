namespace BirdGrid.Vision.Backbones;

/// <summary>A member of the ResNet family as data.</summary>
public sealed record ResNetConfig
{
    /// <summary>What every backbone states.</summary>
    public required BackboneConfig Backbone { get; init; }

    /// <summary>Whether blocks are 1x1-3x3-1x1 bottlenecks (true) or two 3x3 convolutions (false).</summary>
    public required bool HasBottlenecks { get; init; }

    /// <summary>Blocks in each of the four stages.</summary>
    public required IReadOnlyList<int> StageDepths { get; init; }

    /// <summary>11.7 M parameters at 1000 classes.</summary>
    public static ResNetConfig ResNet18 { get; } = new()
    {
        Backbone = Describe("resnet18", featureCount: 512, "resnet18-f37072fd.pth"),
        HasBottlenecks = false,
        StageDepths = [2, 2, 2, 2],
    };

    /// <summary>25.6 M parameters at 1000 classes.</summary>
    public static ResNetConfig ResNet50 { get; } = new()
    {
        Backbone = Describe("resnet50", featureCount: 2048, "resnet50-0676ba61.pth"),
        HasBottlenecks = true,
        StageDepths = [3, 4, 6, 3],
    };

    private static BackboneConfig Describe(string name, int featureCount, string weightsFileName) => new()
    {
        Name = name,
        InputSize = 224,
        ResizeSize = 256,
        ClassifierName = "fc",
        FeatureCount = featureCount,
        WeightsFileName = weightsFileName,
    };
}
