using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Export.Onnx.Architectures;

/// <summary><see cref="ConvNeXt"/> as a graph. Each block's scale per channel is folded into the linear layer before it.</summary>
internal static class ConvNeXtGraph
{
    /// <summary>The forward pass.</summary>
    public static GraphValue Logits(GraphBuilder graph, GraphValue images, ConvNeXtConfig config)
    {
        var maps = Norm2d(graph, graph.Convolution(images, "features.0.0", stride: ConvNeXt.StemPatch), "features.0.1");
        int layer = 1;
        foreach (var stage in config.Stages)
        {
            if (stage.Channels != maps.Channels)
            {
                maps = graph.Convolution(Norm2d(graph, maps, $"features.{layer}.0"), $"features.{layer}.1", stride: 2);
                layer++;
            }

            for (int i = 0; i < stage.Depth; i++)
            {
                maps = Block(graph, maps, $"features.{layer}.{i}");
            }

            layer++;
        }

        var features = graph.LayerNorm(graph.GlobalAveragePool(maps), "classifier.0", LayerNorm2d.Epsilon);
        return graph.Linear(features, "classifier.2");
    }

    private static GraphValue Block(GraphBuilder graph, GraphValue input, string name)
    {
        var branch = ToNhwc(graph, graph.Convolution(input, $"{name}.block.0", padding: ConvNeXtBlock.Kernel / 2));
        branch = graph.LayerNorm(branch, $"{name}.block.2", LayerNorm2d.Epsilon);
        branch = graph.Gelu(graph.LinearNhwc(branch, $"{name}.block.3"));
        branch = graph.LinearNhwc(branch, $"{name}.block.5", factorsName: $"{name}.layer_scale");
        return graph.Add(ToNchw(graph, branch), input);
    }

    private static GraphValue Norm2d(GraphBuilder graph, GraphValue maps, string name) =>
        ToNchw(graph, graph.LayerNorm(ToNhwc(graph, maps), name, LayerNorm2d.Epsilon));

    private static GraphValue ToNhwc(GraphBuilder graph, GraphValue maps) => graph.Transpose(maps, 0, 2, 3, 1);

    private static GraphValue ToNchw(GraphBuilder graph, GraphValue maps) => graph.Transpose(maps, 0, 3, 1, 2);
}
