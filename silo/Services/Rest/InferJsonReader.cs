using System.Text.Json;
using BirdGrid.Grains;
using BirdGrid.Silo.Services.OpenInference;
using Google.Protobuf;
using Inference.V2;
using static Inference.V2.ModelInferRequest.Types;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>
/// Reads the JSON of an inference request, whose tensors are in it, or behind it where a tensor says <c>binary_data_size</c>. Elements of BYTES
/// are base64 in JSON, as photos are no text.
/// </summary>
internal static class InferJsonReader
{
    private const string BinarySize = "binary_data_size";

    /// <summary>Most properties of an object; the protocol has five.</summary>
    private const int MostProperties = 64;

    /// <summary>Most dimensions of a shape.</summary>
    private const int MostDimensions = 16;

    /// <summary>Most outputs that a request can ask for.</summary>
    private const int MostOutputs = 16;

    /// <summary>Reads a request; every tensor has raw contents afterwards.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="binary">What follows it.</param>
    /// <param name="take">Takes bytes before room is made for them.</param>
    /// <exception cref="RefusedException">A tensor has no data, or what follows is longer or shorter than said.</exception>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    public static ModelInferRequest Read(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> binary, Action<long> take)
    {
        try
        {
            return Parse(json, binary, take);
        }
        catch (InvalidOperationException)
        {
            // What the reader throws at a text that is no Unicode; it steps over it without looking.
            throw new JsonException("a text in it is not Unicode.");
        }
    }

    private static ModelInferRequest Parse(ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> binary, Action<long> take)
    {
        var request = new ModelInferRequest();
        var rest = binary;
        var reader = new Utf8JsonReader(json.Span);
        JsonCursor.BeginObject(ref reader);
        for (int properties = 0; NextGiven(ref reader, properties) is { } name; properties++)
        {
            switch (name)
            {
                case "id":
                    request.Id = JsonCursor.Text(ref reader);
                    break;
                case "parameters":
                    JsonCursor.ReadParameters(ref reader, request.Parameters);
                    break;
                case "inputs":
                    JsonCursor.BeginArray(ref reader);
                    while (JsonCursor.NextItem(ref reader))
                    {
                        RequireFirst(request);
                        ReadInput(ref reader, json, request, take, ref rest);
                    }

                    break;
                case "outputs":
                    JsonCursor.BeginArray(ref reader);
                    while (JsonCursor.NextItem(ref reader))
                    {
                        RequireFewer(request.Outputs.Count, MostOutputs, "outputs", ref reader);
                        request.Outputs.Add(ReadOutput(ref reader));
                    }

                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        JsonCursor.End(ref reader);
        return rest.IsEmpty ? request : throw new RefusedException("wrong-length", $"Expected {binary.Length - rest.Length} bytes behind the JSON, as {BinarySize} says, got {binary.Length}.");
    }

    private static void ReadInput(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, ModelInferRequest request, Action<long> take, ref ReadOnlyMemory<byte> rest)
    {
        var tensor = new InferInputTensor();
        int data = -1;
        JsonCursor.ExpectObject(ref reader);
        for (int properties = 0; NextGiven(ref reader, properties) is { } name; properties++)
        {
            switch (name)
            {
                case "name":
                    tensor.Name = JsonCursor.Text(ref reader);
                    break;
                case "datatype":
                    tensor.Datatype = JsonCursor.Text(ref reader);
                    break;
                case "shape":
                    JsonCursor.BeginArray(ref reader);
                    while (JsonCursor.NextItem(ref reader))
                    {
                        RequireFewer(tensor.Shape.Count, MostDimensions, "dimensions", ref reader);
                        tensor.Shape.Add(JsonCursor.Whole(ref reader));
                    }

                    break;
                case "parameters":
                    JsonCursor.ReadParameters(ref reader, tensor.Parameters);
                    break;
                case "data":
                    // Its type may come after it.
                    data = (int)reader.TokenStartIndex;
                    reader.Skip();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        request.Inputs.Add(tensor);
        request.RawInputContents.Add(Contents(tensor, data < 0 ? default : json[data..], take, ref rest));
    }

    private static ByteString Contents(InferInputTensor tensor, ReadOnlyMemory<byte> data, Action<long> take, ref ReadOnlyMemory<byte> rest)
    {
        string shown = InputReader.Shown(tensor.Name);
        InferParameters.RequireNoSharedMemory(tensor.Parameters, $"Input '{shown}'");
        long? size = InferParameters.Number(tensor.Parameters, BinarySize);
        if (size is null == data.IsEmpty)
        {
            throw new RefusedException("wrong-contents", $"Input '{shown}': expected either 'data' or the parameter {BinarySize}, got {(data.IsEmpty ? "neither" : "both")}.");
        }

        if (size is null)
        {
            return UnsafeByteOperations.UnsafeWrap(TensorData.Read(data.Span, tensor.Datatype, shown, ElementsOf(tensor.Shape), take));
        }

        if (size < 0 || size > rest.Length)
        {
            throw new RefusedException("wrong-length", $"Input '{shown}': expected {size} bytes behind the JSON, got {rest.Length}.");
        }

        var contents = UnsafeByteOperations.UnsafeWrap(rest[..(int)size]);
        rest = rest[(int)size..];
        return contents;
    }

    // A shape that is none is refused by name later: there is nothing to read for it.
    private static long ElementsOf(IEnumerable<long> shape)
    {
        long elements = 1;
        foreach (long dimension in shape)
        {
            elements = dimension is < 0 or > int.MaxValue ? 0 : Math.Min(int.MaxValue, elements * dimension);
        }

        return elements;
    }

    // A second one is refused by what it is, without being read; so it is where there are millions.
    private static void RequireFirst(ModelInferRequest request)
    {
        if (request.Inputs.Count > 0)
        {
            throw new RefusedException("too-many-inputs", $"Expected one input, '{TensorNames.Image}' or '{TensorNames.Photo}', got another behind '{InputReader.Shown(request.Inputs[0].Name)}'.");
        }
    }

    private static void RequireFewer(int count, int most, string what, ref Utf8JsonReader reader)
    {
        if (count == most)
        {
            throw new JsonException($"expected at most {most} {what}, got more at byte {reader.TokenStartIndex}.");
        }
    }

    private static string? NextGiven(ref Utf8JsonReader reader, int before)
    {
        RequireFewer(before, MostProperties, "properties", ref reader);
        return JsonCursor.NextGiven(ref reader);
    }

    private static InferRequestedOutputTensor ReadOutput(ref Utf8JsonReader reader)
    {
        var output = new InferRequestedOutputTensor();
        JsonCursor.ExpectObject(ref reader);
        for (int properties = 0; NextGiven(ref reader, properties) is { } name; properties++)
        {
            switch (name)
            {
                case "name":
                    output.Name = JsonCursor.Text(ref reader);
                    break;
                case "parameters":
                    JsonCursor.ReadParameters(ref reader, output.Parameters);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return output;
    }
}
