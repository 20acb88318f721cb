using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Export.Onnx.Architectures;

/// <summary><see cref="ResNet"/> as a graph.</summary>
internal static class ResNetGraph
{
    /// <summary>The forward pass.</summary>
    public static GraphValue Logits(GraphBuilder graph, GraphValue images, ResNetConfig config)
    {
        var maps = graph.Relu(graph.ConvNorm(images, "conv1", "bn1", stride: 2));
        maps = graph.MaxPool(maps, kernel: 3, padding: 1);
        for (int stage = 0; stage < config.StageDepths.Count; stage++)
        {
            for (int i = 0; i < config.StageDepths[stage]; i++)
            {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                bool hasDownsample = i == 0 && (stage > 0 || config.HasBottlenecks);
                maps = config.HasBottlenecks
                    ? ResidualBlockGraph.Bottleneck(graph, maps, $"layer{stage + 1}.{i}", stride, hasDownsample)
                    : ResidualBlockGraph.Basic(graph, maps, $"layer{stage + 1}.{i}", stride, hasDownsample);
            }
        }

        return graph.Linear(graph.GlobalAveragePool(maps), "fc");
    }
}
