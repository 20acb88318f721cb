using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Export.Onnx.Architectures;

/// <summary><see cref="SqueezeExcitation"/> as a part of a graph.</summary>
internal static class SqueezeExcitationGraph
{
    /// <summary>Weighs every channel by a gate that two small layers draw from all channels' means.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="maps">Feature maps.</param>
    /// <param name="name">State-dict prefix.</param>
    /// <param name="activation">Between the layers.</param>
    /// <param name="gate">Behind them.</param>
    public static GraphValue Excite(
        GraphBuilder graph, GraphValue maps, string name, Func<GraphValue, GraphValue> activation, Func<GraphValue, GraphValue> gate)
    {
        var squeezed = activation(graph.Convolution(graph.MeanMaps(maps), $"{name}.fc1"));
        return graph.Multiply(maps, gate(graph.Convolution(squeezed, $"{name}.fc2")));
    }
}
