using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Export.Onnx.Architectures;
using BirdGrid.Vision.Export.Onnx.Schema;
using BirdGrid.Vision.Weights;
using Google.Protobuf;
using DataType = BirdGrid.Vision.Export.Onnx.Schema.TensorProto.Types.DataType;

namespace BirdGrid.Vision.Export.Onnx;

/// <summary>
/// Writes a trained network as an ONNX model (https://onnx.ai): batch normalisation folded into the convolutions, what only training needs left
/// out. Input <c>images</c>, float [N, 3, S, S], normalised; output <c>logits</c>, float [N, classes]; N is free.
/// </summary>
public static class OnnxExporter
{
    /// <summary>Version of ONNX's operators that the graph uses: the first with <c>Gelu</c>.</summary>
    public const int Opset = 20;

    /// <summary>Name of the graph's input.</summary>
    public const string InputName = "images";

    /// <summary>Name of the graph's output.</summary>
    public const string OutputName = "logits";

    /// <summary>Version of the file format that belongs to the operators.</summary>
    private const int IrVersion = 9;

    private const string Producer = "BirdGrid";
    private const string BatchAxis = "N";

    /// <summary>Writes a network. Reads its tensors: to be called on the thread that the network lives on.</summary>
    /// <param name="trained">The network, on any device and in any mode.</param>
    /// <param name="labels">Class names in logit order.</param>
    /// <returns>The model file.</returns>
    /// <exception cref="ArgumentException">There is not a label for each class.</exception>
    public static byte[] Export(Backbone trained, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(trained);
        return Export(ModuleWeights.Capture(trained), OnnxModelInfo.Of(trained.Config, labels));
    }

    /// <summary>Writes a network from its weights; touches no tensor, so any thread may call it.</summary>
    /// <param name="weights">The weights, under the names of the backbone's state dict.</param>
    /// <param name="info">The architecture, the classes and how images are prepared; it goes into the file's metadata.</param>
    /// <returns>The model file; the same weights and description give the same bytes.</returns>
    /// <exception cref="UnknownBackboneException">The architecture is not known.</exception>
    /// <exception cref="WeightsMismatchException">The weights are of another network.</exception>
    /// <exception cref="ArgumentException">There is not a label for each class.</exception>
    public static byte[] Export(StateDict weights, OnnxModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(info);
        var source = new GraphWeights(weights);
        var builder = new GraphBuilder(source);
        var logits = ArchitectureGraphs.Find(info.Backbone)(builder, new GraphValue(InputName, Channels: 3));
        source.CheckAllRead();
        if (logits.Channels != info.Labels.Count)
        {
            throw new ArgumentException($"The weights tell {logits.Channels} classes apart, but there are {info.Labels.Count} labels.", nameof(info));
        }

        builder.NameOutput(OutputName);
        builder.Graph.Name = info.Backbone;
        builder.Graph.Input.Add(Describe(InputName, 3, info.CropSize, info.CropSize));
        builder.Graph.Output.Add(Describe(OutputName, logits.Channels));
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = Producer,
            ProducerVersion = typeof(OnnxExporter).Assembly.GetName().Version!.ToString(3),
            Graph = builder.Graph,
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
        };
        foreach (var (key, value) in info.ToMetadata())
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return model.ToByteArray();
    }

    private static ValueInfoProto Describe(string name, params ReadOnlySpan<int> sides)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = BatchAxis } } };
        foreach (int side in sides)
        {
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = side });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape } },
        };
    }
}
