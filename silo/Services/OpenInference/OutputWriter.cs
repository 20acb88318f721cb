using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using BirdGrid.Grains.Inference;
using BirdGrid.Vision.Evaluation;
using Google.Protobuf;
using Inference.V2;
using static Inference.V2.ModelInferResponse.Types;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>Turns logits into the outputs that a request wants.</summary>
internal static class OutputWriter
{
    /// <summary>Adds the outputs to a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="answer">Logits and labels.</param>
    /// <param name="outputs">What is wanted.</param>
    /// <param name="raw">Whether contents are raw, as the request's were, or typed.</param>
    public static void Write(ModelInferResponse response, InferenceAnswer answer, IReadOnlyList<RequestedOutput> outputs, bool raw)
    {
        foreach (var output in outputs)
        {
            ReadOnlyMemory<float> values = output.Name == TensorNames.Logits ? answer.Logits : Probabilities(answer);
            if (output.Classes > 0)
            {
                AddClasses(response, answer, output, values.Span, raw);
            }
            else
            {
                AddValues(response, answer, output, values.Span, raw);
            }
        }
    }

    private static void AddValues(ModelInferResponse response, InferenceAnswer answer, RequestedOutput output, ReadOnlySpan<float> values, bool raw)
    {
        var tensor = new InferOutputTensor { Name = output.Name, Datatype = TensorNames.Fp32, Shape = { answer.Count, answer.Version.Labels.Count } };
        response.Outputs.Add(tensor);
        if (raw)
        {
            response.RawOutputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes(values)));
            return;
        }

        tensor.Contents = new InferTensorContents();
        tensor.Contents.Fp32Contents.Capacity = values.Length;
        foreach (float value in values)
        {
            tensor.Contents.Fp32Contents.Add(value);
        }
    }

    private static void AddClasses(ModelInferResponse response, InferenceAnswer answer, RequestedOutput output, ReadOnlySpan<float> values, bool raw)
    {
        int labels = answer.Version.Labels.Count;
        int kept = Math.Min(output.Classes, labels);
        var lines = new List<ReadOnlyMemory<byte>>(answer.Count * kept);
        for (int image = 0; image < answer.Count; image++)
        {
            var row = values.Slice(image * labels, labels);
            foreach (var best in TopK.FromLogits(answer.LogitsOf(image), kept))
            {
                lines.Add(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{row[best.ClassIndex]:R}:{best.ClassIndex}:{answer.Version.Labels[best.ClassIndex]}")));
            }
        }

        var tensor = new InferOutputTensor { Name = output.Name, Datatype = TensorNames.Bytes, Shape = { answer.Count, kept } };
        response.Outputs.Add(tensor);
        if (raw)
        {
            response.RawOutputContents.Add(UnsafeByteOperations.UnsafeWrap(RawBytes.Join(lines)));
            return;
        }

        tensor.Contents = new InferTensorContents();
        tensor.Contents.BytesContents.AddRange(lines.Select(UnsafeByteOperations.UnsafeWrap));
    }

    private static float[] Probabilities(InferenceAnswer answer)
    {
        int labels = answer.Version.Labels.Count;
        float[] probabilities = new float[answer.Count * labels];
        for (int image = 0; image < answer.Count; image++)
        {
            Softmax.Probabilities(answer.LogitsOf(image), probabilities.AsSpan(image * labels, labels));
        }

        return probabilities;
    }
}
