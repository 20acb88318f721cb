using BirdGrid.Vision.Weights;

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
    public static ResNetConfig ResNet18 { get; } = Describe(
        "resnet18", hasBottlenecks: false, [2, 2, 2, 2], parameters: 11_689_512, multiplyAdds: 1_814_073_344, PublishedWeightsCatalog.ResNet18);

    /// <summary>21.8 M parameters at 1000 classes.</summary>
    public static ResNetConfig ResNet34 { get; } = Describe(
        "resnet34", hasBottlenecks: false, [3, 4, 6, 3], parameters: 21_797_672, multiplyAdds: 3_663_761_408, PublishedWeightsCatalog.ResNet34);

    /// <summary>25.6 M parameters at 1000 classes.</summary>
    public static ResNetConfig ResNet50 { get; } = Describe(
        "resnet50", hasBottlenecks: true, [3, 4, 6, 3], parameters: 25_557_032, multiplyAdds: 4_089_184_256, PublishedWeightsCatalog.ResNet50);

    /// <summary>44.5 M parameters at 1000 classes.</summary>
    public static ResNetConfig ResNet101 { get; } = Describe(
        "resnet101", hasBottlenecks: true, [3, 4, 23, 3], parameters: 44_549_160, multiplyAdds: 7_801_405_440, PublishedWeightsCatalog.ResNet101);

    private static ResNetConfig Describe(
        string name, bool hasBottlenecks, IReadOnlyList<int> stageDepths, long parameters, long multiplyAdds, IReadOnlyList<PublishedWeights> weights) => new()
        {
            Backbone = new BackboneConfig
            {
                Name = name,
                InputSize = 224,
                ResizeSize = 256,
                ClassifierName = "fc",
                FeatureCount = hasBottlenecks ? 2048 : 512,
                ParameterCount = parameters,
                MultiplyAddCount = multiplyAdds,
                Weights = weights,
            },
            HasBottlenecks = hasBottlenecks,
            StageDepths = stageDepths,
        };
}
