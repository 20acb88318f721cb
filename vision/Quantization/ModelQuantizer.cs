using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Export.Onnx.Schema;
using Google.Protobuf;

namespace BirdGrid.Vision.Quantization;

/// <summary>
/// Static quantisation after training (Jacob et al. 2018, arXiv:1712.05877): filters in signed 8-bit integers, symmetric and with a scale for each
/// output channel (Krishnamoorthi 2018, arXiv:1806.08342); feature maps in unsigned ones with a scale for each map, whose range photos show.
/// </summary>
public static class ModelQuantizer
{
    /// <summary>Quantises a model that <see cref="OnnxExporter"/> wrote. Takes a forward pass or two for each photo, on the calling thread.</summary>
    /// <param name="model">The model in 32-bit floats.</param>
    /// <param name="calibrationHwc">Photos like those it will see, at least one, uint8 HWC of its input size.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="cancellationToken">Gives up between photos.</param>
    /// <returns>The model file; its metadata says <c>int8</c>.</returns>
    /// <exception cref="OnnxModelException">The bytes are no such model.</exception>
    /// <exception cref="NotSupportedException">The architecture's work is not in convolutions: in 8 bits it would gain nothing.</exception>
    /// <exception cref="ArgumentException">There is no photo, or one has another size.</exception>
    public static byte[] Quantize(
        byte[] model, IReadOnlyList<ReadOnlyMemory<byte>> calibrationHwc, QuantizationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(calibrationHwc);
        var exact = Parse(model);
        var info = OnnxModelInfo.Read(exact.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal));
        if (exact.Graph.Node.Any(node => node.OpType == "LayerNormalization"))
        {
            throw new NotSupportedException($"{info.Backbone} normalises its layers as it runs and does most of its work outside convolutions: it is not quantised.");
        }

        int length = info.CropSize * info.CropSize * 3;
        if (calibrationHwc.Count == 0 || calibrationHwc.Any(image => image.Length != length))
        {
            throw new ArgumentException($"Calibration takes one or more photos of {length} bytes ({info.CropSize} x {info.CropSize} x 3).", nameof(calibrationHwc));
        }

        var plan = new QuantizationPlan(exact.Graph);
        var ranges = Calibration.Measure(exact, plan.Values, calibrationHwc, info, (options ?? new QuantizationOptions()).Percentile, cancellationToken);
        exact.Graph = QuantizedGraph.Of(exact.Graph, plan, ranges);
        exact.MetadataProps.Clear();
        exact.MetadataProps.Add((info with { Precision = OnnxModelInfo.QInt8 }).ToMetadata().Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return exact.ToByteArray();
    }

    private static ModelProto Parse(byte[] model)
    {
        try
        {
            var parsed = ModelProto.Parser.ParseFrom(model);
            return parsed.Graph is not null ? parsed : throw new OnnxModelException("The model has no graph.");
        }
        catch (InvalidProtocolBufferException broken)
        {
            throw new OnnxModelException("The bytes are no ONNX model.", broken);
        }
    }
}
