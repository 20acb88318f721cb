using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace BirdGrid.Silo.Security.Audit;

/// <summary>
/// An entry as a line of the log: JSON that ends with the hash of the line before it and its own, which is over everything before it in the line.
/// Whoever changes, removes or inserts a line breaks the chain at that place.
/// </summary>
/// <param name="Sequence">Number of the line, from 1 on through all files.</param>
/// <param name="Entry">What it says.</param>
/// <param name="Previous">Hash of the line before, 64 hexadecimal digits; <see cref="Beginning"/> for the first.</param>
/// <param name="Hash">Its own hash.</param>
public sealed record AuditLine(long Sequence, AuditEntry Entry, string Previous, string Hash)
{
    /// <summary>What the first line names as the hash before it.</summary>
    public const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";

    private const string HashField = ",\"hash\":\"";
    private const int HashDigits = 64;

    /// <summary>Writes an entry.</summary>
    /// <returns>The line without its line feed, and its hash.</returns>
    public static (string Text, string Hash) Write(long sequence, AuditEntry entry, string previous)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("sequence", sequence);
            json.WriteString("when", entry.When.UtcDateTime);
            json.WriteString("who", entry.Who);
            json.WriteString("source", entry.Source);
            json.WriteString("role", entry.Role);
            json.WriteString("method", entry.Method);
            json.WriteStartObject("target");
            foreach (var (name, value) in entry.Target)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteString("outcome", entry.Outcome);
            json.WriteString("reason", entry.Reason);
            json.WriteString("remote", entry.Remote);
            json.WriteString("request", entry.Request);
            json.WriteNumber("suppressed", entry.Suppressed);
            json.WriteString("previous", previous);
            json.WriteEndObject();
        }

        string body = Encoding.UTF8.GetString(buffer.WrittenSpan)[..^1];
        string hash = HashOf(body);
        return ($"{body}{HashField}{hash}\"}}", hash);
    }

    /// <summary>Reads a line and checks its hash; null where it is none, or was changed.</summary>
    public static AuditLine? Parse(string line)
    {
        int bodyLength = line.Length - HashField.Length - HashDigits - 2;
        if (bodyLength <= 0 || !line.AsSpan(bodyLength).StartsWith(HashField, StringComparison.Ordinal) || !line.EndsWith("\"}", StringComparison.Ordinal))
        {
            return null;
        }

        string hash = line.Substring(bodyLength + HashField.Length, HashDigits);
        return hash == HashOf(line[..bodyLength]) ? Read(line, hash) : null;
    }

    private static string HashOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private static AuditLine? Read(string line, string hash)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            string Text(string name) => root.GetProperty(name).GetString() ?? string.Empty;
            var entry = new AuditEntry
            {
                When = root.GetProperty("when").GetDateTimeOffset(),
                Who = Text("who"),
                Source = Text("source"),
                Role = Text("role"),
                Method = Text("method"),
                Target = root.GetProperty("target").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? string.Empty),
                Outcome = Text("outcome"),
                Reason = Text("reason"),
                Remote = Text("remote"),
                Request = Text("request"),
                Suppressed = root.GetProperty("suppressed").GetInt64(),
            };
            return new AuditLine(root.GetProperty("sequence").GetInt64(), entry, Text("previous"), hash);
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
