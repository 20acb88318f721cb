using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Export.Onnx.Architectures;

/// <summary><see cref="ResNet9"/> as a graph.</summary>
internal static class ResNet9Graph
{
    /// <summary>The forward pass.</summary>
    public static GraphValue Logits(GraphBuilder graph, GraphValue images)
    {
        var maps = graph.Relu(graph.ConvNorm(images, "trunk.stem.0", "trunk.stem.1", stride: 2));
        maps = Halving(graph, maps, "trunk.layer1");
        maps = ResidualBlockGraph.Basic(graph, maps, "trunk.residual1");
        maps = Halving(graph, maps, "trunk.layer2");
        maps = Halving(graph, maps, "trunk.layer3");
        maps = ResidualBlockGraph.Basic(graph, maps, "trunk.residual3");
        return graph.Linear(graph.GlobalAveragePool(maps), "fc");
    }

    private static GraphValue Halving(GraphBuilder graph, GraphValue input, string name) =>
        graph.MaxPool(graph.Relu(graph.ConvNorm(input, $"{name}.0", $"{name}.1")), kernel: 2);
}
