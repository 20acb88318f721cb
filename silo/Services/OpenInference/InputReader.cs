using BirdGrid.Grains;
using Google.Protobuf;
using Inference.V2;
using static Inference.V2.ModelInferRequest.Types;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>Finds the one input of a request and reads it.</summary>
internal static class InputReader
{
    /// <summary>Reads the input; pixels stay where they came.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maximumBatch">Most images of a request.</param>
    /// <exception cref="RefusedException">The input is not what a model takes: names the tensor, what was expected and what came.</exception>
    public static InferInput Read(ModelInferRequest request, int maximumBatch)
    {
        var tensor = TheInput(request);
        InferParameters.RequireNoSharedMemory(tensor.Parameters, $"Input '{Shown(tensor.Name)}'");
        var raw = RawContents(request);
        return tensor.Name switch
        {
            TensorNames.Image => ImageTensor.Read(tensor, raw, maximumBatch),
            TensorNames.Photo => PhotoTensor.Read(tensor, raw, maximumBatch),
            _ => throw new RefusedException("unknown-input", $"Input '{Shown(tensor.Name)}' is none of the model's: expected '{TensorNames.Image}' or '{TensorNames.Photo}'."),
        };
    }

    /// <summary>A caller's word as it may stand in a message: short, and without control characters.</summary>
    public static string Shown(string word) =>
        string.Concat(word.Take(64).Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : $"{c}")) + (word.Length > 64 ? "..." : string.Empty);

    private static InferInputTensor TheInput(ModelInferRequest request)
    {
        if (request.Inputs.Count == 1)
        {
            return request.Inputs[0];
        }

        if (request.Inputs.Count == 0)
        {
            throw new RefusedException("input-missing", $"The request has no input: expected '{TensorNames.Image}' or '{TensorNames.Photo}'.");
        }

        string? twice = request.Inputs.GroupBy(i => i.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        throw twice is not null
            ? new RefusedException("duplicate-input", $"Input '{Shown(twice)}' is there {request.Inputs.Count(i => i.Name == twice)} times: expected once.")
            : new RefusedException("too-many-inputs", $"Expected one input, '{TensorNames.Image}' or '{TensorNames.Photo}', got {request.Inputs.Count}: {string.Join(", ", request.Inputs.Take(4).Select(i => $"'{Shown(i.Name)}'"))}.");
    }

    private static ByteString? RawContents(ModelInferRequest request)
    {
        if (request.RawInputContents.Count == 0)
        {
            return null;
        }

        if (request.RawInputContents.Count != request.Inputs.Count)
        {
            throw new RefusedException("wrong-raw-count", $"Expected an entry in raw_input_contents for each input, {request.Inputs.Count}, got {request.RawInputContents.Count}.");
        }

        if (request.Inputs[0].Contents is { } typed && typed.CalculateSize() > 0)
        {
            throw new RefusedException("mixed-contents", $"Input '{Shown(request.Inputs[0].Name)}' has typed contents beside raw_input_contents: expected one of the two.");
        }

        return request.RawInputContents[0];
    }
}
