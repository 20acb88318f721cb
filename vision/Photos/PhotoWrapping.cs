namespace BirdGrid.Vision.Photos;

/// <summary>Names what programs put around a photo and send in the place of its bytes.</summary>
public static class PhotoWrapping
{
    private const int LookedAt = 512;

    /// <summary>What the bytes are, or null where they are nothing of the kind.</summary>
    public static string? Name(ReadOnlySpan<byte> encoded)
    {
        ReadOnlySpan<byte> text = encoded[..Math.Min(encoded.Length, LookedAt)].TrimStart(" \t\r\n\uFEFF"u8);
        return text switch
        {
            _ when text.StartsWith("data:"u8) => "a data: URL (the photo as base64 behind a comma)",
            _ when text.StartsWith("/9j/"u8) || text.StartsWith("iVBORw0KGgo"u8) || text.StartsWith("UklGR"u8) => "base64 text",
            _ when text.StartsWith("--"u8) && text.IndexOf("ontent-"u8) > 0 => "a multipart form",
            [(byte)'{', ..] when AfterSpace(text) is [(byte)'"' or (byte)'}', ..] => "JSON",
            [(byte)'[', ..] when AfterSpace(text) is [(byte)'"' or (byte)'{' or (byte)'[' or (byte)']' or (byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..] => "JSON",
            _ => null,
        };
    }

    private static ReadOnlySpan<byte> AfterSpace(ReadOnlySpan<byte> text) => text[1..].TrimStart(" \t\r\n"u8);
}
