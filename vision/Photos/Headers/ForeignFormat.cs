using System.Text.Unicode;

namespace BirdGrid.Vision.Photos.Headers;

/// <summary>Names what a file is when it is not a photo format that is read, so that the refusal can say so.</summary>
internal static class ForeignFormat
{
    /// <summary>What the file is, with its article, or null when its first bytes tell nothing.</summary>
    public static string? Name(ReadOnlySpan<byte> encoded) => encoded switch
    {
        _ when encoded.StartsWith("GIF8"u8) => "a GIF",
        _ when encoded.StartsWith("BM"u8) => "a BMP",
        _ when encoded.StartsWith("II*\0"u8) || encoded.StartsWith("MM\0*"u8) => "a TIFF (or a camera's raw file)",
        _ when encoded.StartsWith("II+\0"u8) || encoded.StartsWith("MM\0+"u8) => "a BigTIFF",
        _ when encoded.StartsWith<byte>([0, 0, 1, 0]) => "an ICO",
        _ when encoded.StartsWith("8BPS"u8) => "a Photoshop file",
        _ when encoded.StartsWith<byte>([0xFF, 0x0A]) || encoded.StartsWith("\0\0\0\fJXL "u8) => "a JPEG XL",
        _ when encoded.StartsWith("\0\0\0\fjP  "u8) || encoded.StartsWith<byte>([0xFF, 0x4F, 0xFF, 0x51]) => "a JPEG 2000",
        _ when encoded.Length >= 12 && encoded[4..].StartsWith("ftyp"u8) => IsoMedia(encoded[8..12]),
        _ when encoded.StartsWith("%PDF"u8) => "a PDF",
        _ when encoded.StartsWith("PK"u8) => "a zip archive",
        _ when encoded.StartsWith<byte>([0x1F, 0x8B]) => "a gzip file",
        _ when encoded.StartsWith("RIFF"u8) => "a RIFF file (sound or video)",
        _ => Markup(encoded),
    };

    private static string IsoMedia(ReadOnlySpan<byte> brand) => brand switch
    {
        _ when brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8) => "an AVIF",
        _ when brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) => "an HEIC",
        _ => "an MP4 or QuickTime video",
    };

    private static string? Markup(ReadOnlySpan<byte> encoded)
    {
        ReadOnlySpan<byte> start = encoded[..Math.Min(encoded.Length, 512)];
        ReadOnlySpan<byte> text = start.TrimStart(" \t\r\n\uFEFF"u8);
        if (text.StartsWith("<"u8))
        {
            return text.IndexOf("<svg"u8) >= 0 ? "an SVG" : "an HTML or XML page";
        }

        if (PhotoWrapping.Name(encoded) is { } wrapping)
        {
            return wrapping;
        }

        // The cut may fall inside a character: only the part up to the last ASCII byte has to be valid UTF-8 without control bytes.
        text = start[..(start.LastIndexOfAnyInRange((byte)9, (byte)126) + 1)];
        return !text.IsEmpty && text.IndexOfAnyInRange((byte)0, (byte)8) < 0 && text.IndexOfAnyInRange((byte)14, (byte)31) < 0 && Utf8.IsValid(text)
            ? "a text file"
            : null;
    }
}
