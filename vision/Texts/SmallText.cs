using System.Text;
using System.Text.Json;

namespace BirdGrid.Vision.Texts;

/// <summary>
/// Texts that people write for the program: policies, recipes, settings, specifications. Nobody writes a megabyte, or brackets in brackets
/// sixteen deep; what does is refused before it is taken apart.
/// </summary>
public static class SmallText
{
    /// <summary>Most bytes of a file, and most characters of a text.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Most brackets and braces within one another.</summary>
    public const int MaxDepth = 16;

    /// <summary>How JSON with comments is taken apart: a name that is there twice is an error.</summary>
    internal static JsonDocumentOptions Json { get; } = new()
    {
        MaxDepth = MaxDepth,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>A text as JSON is read from; halves of characters, which JSON's reader throws at, become U+FFFD.</summary>
    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Reads a file, whatever its length is said to be.</summary>
    /// <param name="path">The file; UTF-8, or UTF-16 or UTF-32 with a byte order mark.</param>
    /// <exception cref="IOException">It cannot be read, or has more than <see cref="MaxLength"/> bytes.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadFile(string path)
    {
        // Devices and pipes have no length, and no end.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        while (file.Read(buffer) is var count and > 0)
        {
            bytes.Write(buffer.AsSpan(0, count));
            if (bytes.Length > MaxLength)
            {
                throw new IOException($"{path} has more than {MaxLength} bytes; such a file has a few thousand.");
            }
        }

        bytes.Position = 0;
        using var reader = new StreamReader(bytes);
        return reader.ReadToEnd();
    }
}
