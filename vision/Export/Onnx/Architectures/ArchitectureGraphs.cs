using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Export.Onnx.Architectures;

/// <summary>How each backbone of <see cref="BackboneRegistry"/> becomes a graph.</summary>
internal static class ArchitectureGraphs
{
    private static readonly Dictionary<string, Func<GraphBuilder, GraphValue, GraphValue>> ByName = new(StringComparer.Ordinal)
    {
        [MobileNetV2.Default.Name] = MobileNetV2Graph.Logits,
        [ResNet9.Default.Name] = ResNet9Graph.Logits,
    };

    static ArchitectureGraphs()
    {
        Add(MobileNetV3Config.Large.Backbone, MobileNetV3Graph.Logits, MobileNetV3Config.Large);
        foreach (var config in (ResNetConfig[])[ResNetConfig.ResNet18, ResNetConfig.ResNet34, ResNetConfig.ResNet50, ResNetConfig.ResNet101])
        {
            Add(config.Backbone, ResNetGraph.Logits, config);
        }

        foreach (var config in (EfficientNetConfig[])[EfficientNetConfig.B0, EfficientNetConfig.B1, EfficientNetConfig.B2, EfficientNetConfig.B3, EfficientNetConfig.B4])
        {
            Add(config.Backbone, EfficientNetGraph.Logits, config);
        }

        foreach (var config in (ConvNeXtConfig[])[ConvNeXtConfig.Tiny, ConvNeXtConfig.Small])
        {
            Add(config.Backbone, ConvNeXtGraph.Logits, config);
        }
    }

    /// <summary>Finds an architecture: it takes the images and gives the logits.</summary>
    /// <param name="backboneName">Registry name.</param>
    /// <exception cref="UnknownBackboneException">The name is not known.</exception>
    public static Func<GraphBuilder, GraphValue, GraphValue> Find(string backboneName) =>
        ByName.TryGetValue(backboneName, out var logits) ? logits : throw new UnknownBackboneException(backboneName, BackboneRegistry.Names);

    private static void Add<TConfig>(BackboneConfig backbone, Func<GraphBuilder, GraphValue, TConfig, GraphValue> logits, TConfig config) =>
        ByName.Add(backbone.Name, (graph, images) => logits(graph, images, config));
}
