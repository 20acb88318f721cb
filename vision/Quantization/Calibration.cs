using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Export.Onnx.Schema;
using BirdGrid.Vision.Inference.Engines;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using DataType = BirdGrid.Vision.Export.Onnx.Schema.TensorProto.Types.DataType;

namespace BirdGrid.Vision.Quantization;

/// <summary>Runs a model over photos and looks at what flows inside it.</summary>
internal static class Calibration
{
    /// <summary>Measures the ranges of values.</summary>
    /// <param name="model">The model in 32-bit floats.</param>
    /// <param name="values">Names of the values.</param>
    /// <param name="imagesHwc">Photos, uint8, of the model's input size.</param>
    /// <param name="info">What the model says of itself.</param>
    /// <param name="percentile">Share in percent of the values that ranges cover.</param>
    /// <param name="cancellationToken">Gives up between photos.</param>
    public static Dictionary<string, ValueRange> Measure(
        ModelProto model, IReadOnlySet<string> values, IReadOnlyList<ReadOnlyMemory<byte>> imagesHwc, OnnxModelInfo info, double percentile, CancellationToken cancellationToken)
    {
        string[] names = [.. values.Where(name => name != OnnxExporter.InputName)];
        using var session = Open(model, names);
        using var run = new RunOptions();
        var normaliser = new PlaneNormaliser(info.Mean, info.Std);
        float[] input = new float[3 * info.CropSize * info.CropSize];
        using var inputValue = OrtValue.CreateTensorValueFromMemory(input, [1, 3, info.CropSize, info.CropSize]);
        var histograms = values.ToDictionary(name => name, _ => new ValueHistogram(), StringComparer.Ordinal);
        foreach (bool counts in (bool[])[false, true])
        {
            foreach (var imageHwc in imagesHwc)
            {
                cancellationToken.ThrowIfCancellationRequested();
                normaliser.Normalise(imageHwc.Span, input);
                using var outputs = session.Run(run, [OnnxExporter.InputName], [inputValue], names);
                Take(histograms[OnnxExporter.InputName], input, counts);
                for (int i = 0; i < names.Length; i++)
                {
                    Take(histograms[names[i]], outputs[i].GetTensorDataAsSpan<float>(), counts);
                }
            }
        }

        return histograms.ToDictionary(entry => entry.Key, entry => entry.Value.Range(percentile), StringComparer.Ordinal);
    }

    private static void Take(ValueHistogram histogram, ReadOnlySpan<float> values, bool counts)
    {
        if (counts)
        {
            histogram.Count(values);
        }
        else
        {
            histogram.Widen(values);
        }
    }

    private static InferenceSession Open(ModelProto model, string[] names)
    {
        var open = model.Clone();
        open.Graph.Output.AddRange(names.Select(name => new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } },
        }));
        OnnxEnvironment.Start(threads: 1);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new InferenceSession(open.ToByteArray(), options);
    }
}
