using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace BirdGrid.Cli.Rendering;

/// <summary>Answers as JSON: protobuf's canonical mapping, camel case, zero values included.</summary>
internal static class JsonOutput
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithIndentation());

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly JsonSerializerOptions MixedOptions = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions LineOptions = new(JsonSerializerDefaults.Web);

    /// <summary>Writes what is not a message of the contract: camel case, nulls included.</summary>
    public static void WriteObject<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, Options));

    /// <summary>Writes the same on a line of its own, for streams of them.</summary>
    public static void WriteLine<T>(T value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, LineOptions));

    /// <summary>Writes one message.</summary>
    public static void Write(IMessage message) => Console.Out.WriteLine(Formatter.Format(message));

    /// <summary>Writes a message with other fields among its own: as a message, with letters of every script as they are.</summary>
    public static void Write(JsonObject value) => Console.Out.WriteLine(value.ToJsonString(MixedOptions));

    /// <summary>A message whose fields are to stand among others.</summary>
    public static JsonObject ToObject(IMessage message) => JsonNode.Parse(Formatter.Format(message))!.AsObject();

    /// <summary>Writes a list of messages.</summary>
    public static void Write(IEnumerable<IMessage> messages) =>
        Console.Out.WriteLine($"[{string.Join(",\n", messages.Select(m => Formatter.Format(m)))}]");
}
