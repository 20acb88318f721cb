using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Export.Onnx.Architectures;

/// <summary><see cref="ResidualBlock"/> as a part of a graph.</summary>
internal static class ResidualBlockGraph
{
    /// <summary>Two 3x3 convolutions.</summary>
    public static GraphValue Basic(GraphBuilder graph, GraphValue input, string name, int stride = 1, bool hasDownsample = false) =>
        Residual(graph, input, name, [stride, 1], hasDownsample ? stride : null);

    /// <summary>1x1, 3x3 and 1x1 convolutions; the middle one strides.</summary>
    public static GraphValue Bottleneck(GraphBuilder graph, GraphValue input, string name, int stride, bool hasDownsample) =>
        Residual(graph, input, name, [1, stride, 1], hasDownsample ? stride : null);

    private static GraphValue Residual(GraphBuilder graph, GraphValue input, string name, int[] strides, int? downsampleStride)
    {
        var maps = graph.ConvNorm(input, $"{name}.conv1", $"{name}.bn1", strides[0]);
        for (int layer = 1; layer < strides.Length; layer++)
        {
            maps = graph.ConvNorm(graph.Relu(maps), $"{name}.conv{layer + 1}", $"{name}.bn{layer + 1}", strides[layer]);
        }

        var shortcut = downsampleStride is { } stride
            ? graph.ConvNorm(input, $"{name}.downsample.0", $"{name}.downsample.1", stride)
            : input;
        return graph.Relu(graph.Add(maps, shortcut));
    }
}
