using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using BirdGrid.Silo.Services.OpenInference;
using Google.Protobuf;
using Inference.V2;
using static Inference.V2.ModelInferResponse.Types;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>Writes an inference response: as JSON, with those tensors behind it that the request wants in binary form.</summary>
internal static class InferJsonWriter
{
    /// <summary>Header with the length of the JSON where tensors follow it.</summary>
    public const string LengthHeader = "Inference-Header-Content-Length";

    /// <summary>Writes the response.</summary>
    /// <param name="http">Where to.</param>
    /// <param name="request">Says which outputs are wanted in binary form.</param>
    /// <param name="response">With raw contents.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync(HttpResponse http, ModelInferRequest request, ModelInferResponse response, CancellationToken cancellationToken)
    {
        var json = new ArrayBufferWriter<byte>();
        bool[] binary = [.. response.Outputs.Select(o => IsBinary(request, o.Name))];
        using (var writer = new Utf8JsonWriter(json))
        {
            WriteResponse(writer, response, binary);
        }

        http.ContentType = binary.Contains(true) ? "application/octet-stream" : "application/json";
        http.ContentLength = json.WrittenCount + binary.Zip(response.RawOutputContents, (b, raw) => b ? raw.Length : 0L).Sum();
        if (binary.Contains(true))
        {
            http.Headers[LengthHeader] = json.WrittenCount.ToString(CultureInfo.InvariantCulture);
        }

        await http.Body.WriteAsync(json.WrittenMemory, cancellationToken);
        for (int i = 0; i < binary.Length; i++)
        {
            if (binary[i])
            {
                await http.Body.WriteAsync(response.RawOutputContents[i].Memory, cancellationToken);
            }
        }
    }

    private static bool IsBinary(ModelInferRequest request, string output) =>
        (request.Outputs.FirstOrDefault(o => o.Name == output) is { } wanted ? InferParameters.Flag(wanted.Parameters, "binary_data") : null)
        ?? InferParameters.Flag(request.Parameters, "binary_data_output")
        ?? false;

    private static void WriteResponse(Utf8JsonWriter json, ModelInferResponse response, bool[] binary)
    {
        json.WriteStartObject();
        json.WriteString("model_name", response.ModelName);
        json.WriteString("model_version", response.ModelVersion);
        json.WriteString("id", response.Id);
        json.WriteStartArray("outputs");
        for (int i = 0; i < binary.Length; i++)
        {
            WriteOutput(json, response.Outputs[i], response.RawOutputContents[i], binary[i]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, InferOutputTensor output, ByteString raw, bool binary)
    {
        json.WriteStartObject();
        json.WriteString("name", output.Name);
        json.WriteString("datatype", output.Datatype);
        json.WriteStartArray("shape");
        foreach (long dimension in output.Shape)
        {
            json.WriteNumberValue(dimension);
        }

        json.WriteEndArray();
        if (binary)
        {
            json.WriteStartObject("parameters");
            json.WriteNumber("binary_data_size", raw.Length);
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("data");
            WriteData(json, output, raw);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, InferOutputTensor output, ByteString raw)
    {
        if (output.Datatype == TensorNames.Bytes)
        {
            foreach (var line in RawBytes.Split(output.Name, raw.Memory, (int)output.Shape.Aggregate(1L, (a, b) => a * b)))
            {
                json.WriteStringValue(line.Span);
            }

            return;
        }

        foreach (float value in MemoryMarshal.Cast<byte, float>(raw.Span))
        {
            if (float.IsFinite(value))
            {
                json.WriteNumberValue(value);
            }
            else
            {
                // JSON has no such numbers; protobuf's JSON names them.
                json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
            }
        }
    }
}
