using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Export.Onnx.Architectures;

/// <summary><see cref="MobileNetV2"/> as a graph.</summary>
internal static class MobileNetV2Graph
{
    /// <summary>The forward pass.</summary>
    public static GraphValue Logits(GraphBuilder graph, GraphValue images)
    {
        var maps = graph.Relu6(graph.ConvNorm(images, "features.0.0", "features.0.1", stride: 2));
        int block = 1;
        foreach (var stage in MobileNetV2.Stages)
        {
            for (int i = 0; i < stage.Repeats; i++)
            {
                maps = InvertedResidual(graph, maps, $"features.{block++}.conv", stage.Expansion, stride: i == 0 ? stage.Stride : 1);
            }
        }

        maps = graph.Relu6(graph.ConvNorm(maps, $"features.{block}.0", $"features.{block}.1"));
        return graph.Linear(graph.GlobalAveragePool(maps), "classifier.1");
    }

    private static GraphValue InvertedResidual(GraphBuilder graph, GraphValue input, string name, int expansion, int stride)
    {
        var maps = input;
        int layer = 0;
        if (expansion != 1)
        {
            maps = graph.Relu6(graph.ConvNorm(maps, $"{name}.{layer}.0", $"{name}.{layer}.1"));
            layer++;
        }

        maps = graph.Relu6(graph.ConvNorm(maps, $"{name}.{layer}.0", $"{name}.{layer}.1", stride));
        maps = graph.ConvNorm(maps, $"{name}.{layer + 1}", $"{name}.{layer + 2}");
        return stride == 1 && input.Channels == maps.Channels ? graph.Add(maps, input) : maps;
    }
}
