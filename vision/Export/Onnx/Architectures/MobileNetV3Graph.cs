using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Export.Onnx.Architectures;

/// <summary><see cref="MobileNetV3"/> as a graph.</summary>
internal static class MobileNetV3Graph
{
    /// <summary>The forward pass.</summary>
    public static GraphValue Logits(GraphBuilder graph, GraphValue images, MobileNetV3Config config)
    {
        var maps = graph.HardSwish(Brick(graph, images, "features.0", stride: 2));
        int block = 1;
        foreach (var row in config.Rows)
        {
            maps = Block(graph, maps, $"features.{block++}.block", row);
        }

        maps = graph.HardSwish(Brick(graph, maps, $"features.{block}"));
        var hidden = graph.HardSwish(graph.Linear(graph.GlobalAveragePool(maps), "classifier.0"));
        return graph.Linear(hidden, "classifier.3");
    }

    private static GraphValue Block(GraphBuilder graph, GraphValue input, string name, MobileNetV3Row row)
    {
        Func<GraphValue, GraphValue> activation = row.HasHardswish ? graph.HardSwish : graph.Relu;
        var maps = input;
        int layer = 0;
        if (row.Expanded != input.Channels)
        {
            maps = activation(Brick(graph, maps, $"{name}.{layer++}"));
        }

        maps = activation(Brick(graph, maps, $"{name}.{layer++}", row.Stride));
        if (row.HasSqueeze)
        {
            maps = SqueezeExcitationGraph.Excite(graph, maps, $"{name}.{layer++}", graph.Relu, graph.HardSigmoid);
        }

        maps = Brick(graph, maps, $"{name}.{layer}");
        return row.Stride == 1 && input.Channels == row.Channels ? graph.Add(maps, input) : maps;
    }

    private static GraphValue Brick(GraphBuilder graph, GraphValue input, string name, int stride = 1) =>
        graph.ConvNorm(input, $"{name}.0", $"{name}.1", stride, MobileNetV3Block.NormEpsilon);
}
