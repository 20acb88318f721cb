using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Export.Onnx.Architectures;

/// <summary><see cref="EfficientNet"/> as a graph.</summary>
internal static class EfficientNetGraph
{
    /// <summary>The forward pass.</summary>
    public static GraphValue Logits(GraphBuilder graph, GraphValue images, EfficientNetConfig config)
    {
        var maps = graph.Silu(graph.ConvNorm(images, "features.0.0", "features.0.1", stride: 2));
        int stageIndex = 1;
        foreach (var stage in EfficientNet.Stages)
        {
            for (int i = 0; i < config.RepeatsOf(stage.Repeats); i++)
            {
                maps = MBConv(graph, maps, $"features.{stageIndex}.{i}.block", stage.Expansion, i == 0 ? stage.Stride : 1);
            }

            stageIndex++;
        }

        maps = graph.Silu(graph.ConvNorm(maps, $"features.{stageIndex}.0", $"features.{stageIndex}.1"));
        return graph.Linear(graph.GlobalAveragePool(maps), "classifier.1");
    }

    private static GraphValue MBConv(GraphBuilder graph, GraphValue input, string name, int expansion, int stride)
    {
        var maps = input;
        int layer = 0;
        if (expansion != 1)
        {
            maps = graph.Silu(Brick(graph, maps, $"{name}.{layer++}"));
        }

        maps = graph.Silu(Brick(graph, maps, $"{name}.{layer++}", stride));
        maps = SqueezeExcitationGraph.Excite(graph, maps, $"{name}.{layer++}", graph.Silu, graph.Sigmoid);
        maps = Brick(graph, maps, $"{name}.{layer}");
        return stride == 1 && input.Channels == maps.Channels ? graph.Add(maps, input) : maps;
    }

    private static GraphValue Brick(GraphBuilder graph, GraphValue input, string name, int stride = 1) =>
        graph.ConvNorm(input, $"{name}.0", $"{name}.1", stride);
}
