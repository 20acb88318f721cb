using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace BirdGrid.Client.Datasets;

/// <summary>Reads the text of a list. Bytes that are no text in its encoding are refused with their line: read as something else they would become wrong labels.</summary>
internal static class CsvText
{
    /// <summary>More would not be a list of photos: 2 million lines of 128 characters.</summary>
    private const int LargestBytes = 256 << 20;

    /// <summary>Bytes that are looked at to recognise UTF-16.</summary>
    private const int Sample = 4096;

    /// <summary>Byte order marks; the longer before those that they begin with.</summary>
    private static readonly (byte[] Mark, string Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], "utf-8"),
        ([0xFF, 0xFE, 0, 0], "utf-32"),
        ([0, 0, 0xFE, 0xFF], "utf-32BE"),
        ([0xFF, 0xFE], "utf-16"),
        ([0xFE, 0xFF], "utf-16BE"),
    ];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">IANA name of its encoding; null: UTF-8, or what its byte order mark says.</param>
    /// <exception cref="PhotoFolderException">It is not in the encoding, too large, or no text; the message names the line.</exception>
    public static string Read(string path, string? encoding)
    {
        byte[] bytes = ReadBytes(path);
        var (mark, marked) = Marks.FirstOrDefault(m => bytes.AsSpan().StartsWith(m.Mark));
        var content = bytes.AsSpan((mark ?? []).Length);
        string name = encoding ?? marked ?? "utf-8";
        bool isUtf8 = name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase);
        string text = isUtf8 ? Utf8Text(path, content) : OtherText(path, content, name);
        foreach (var (lost, what) in new[] { ('\0', "a NUL character"), ('\uFFFD', "U+FFFD, which stands for a character that was lost when the file was converted") })
        {
            if (text.IndexOf(lost, StringComparison.Ordinal) is >= 0 and var at)
            {
                throw new PhotoFolderException($"Line {LineOf(text.AsSpan(0, at))} of {path} holds {what}. Save the list anew, as CSV in UTF-8.");
            }
        }

        return text;
    }

    private static byte[] ReadBytes(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        while (file.Read(buffer) is > 0 and var read)
        {
            content.Write(buffer, 0, read);
            if (content.Length > LargestBytes)
            {
                throw new PhotoFolderException($"{path} has more than the {LargestBytes >> 20} MiB that a list of photos may have.");
            }
        }

        return content.ToArray();
    }

    private static string Utf8Text(string path, ReadOnlySpan<byte> content)
    {
        RequireNoUtf16(path, content);
        char[] text = new char[content.Length];
        if (Utf8.ToUtf16(content, text, out int read, out int written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw new PhotoFolderException($"Line {LineOf(content[..read])} of {path} is not UTF-8 (byte 0x{content[read]:X2}). Save the list as \"CSV UTF-8\", or name its encoding, for example --encoding windows-1252.");
        }

        return new string(text, 0, written);
    }

    // The letters of Latin scripts have a zero byte in UTF-16, always on the same side.
    private static void RequireNoUtf16(string path, ReadOnlySpan<byte> content)
    {
        var sample = content[..Math.Min(content.Length, Sample)];
        int[] zeros = new int[2];
        for (int i = 0; i < sample.Length; i++)
        {
            zeros[i & 1] += sample[i] == 0 ? 1 : 0;
        }

        if (Math.Max(zeros[0], zeros[1]) > sample.Length / 8 && Math.Min(zeros[0], zeros[1]) <= sample.Length / 64)
        {
            string order = zeros[1] > zeros[0] ? "LE" : "BE";
            throw new PhotoFolderException($"Line 1 of {path} is UTF-16{order} without a byte order mark. Save the list as \"CSV UTF-8\", or add --encoding utf-16{order}.");
        }
    }

    private static string OtherText(string path, ReadOnlySpan<byte> content, string name)
    {
        Encoding encoding;
        try
        {
            encoding = CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            throw new PhotoFolderException($"There is no encoding '{name}'; utf-8, utf-16, windows-1252 and iso-8859-1 are some that there are.");
        }

        try
        {
            return encoding.GetString(content);
        }
        catch (DecoderFallbackException wrong)
        {
            int at = Math.Clamp(wrong.Index, 0, content.Length);
            throw new PhotoFolderException($"Line {LineOf(encoding.GetChars(content[..at].ToArray()))} of {path} is not {encoding.WebName}. Save the list as \"CSV UTF-8\", or name its encoding with --encoding.");
        }
    }

    private static int LineOf(ReadOnlySpan<byte> before) => 1 + Math.Max(before.Count((byte)'\n'), before.Contains((byte)'\n') ? 0 : before.Count((byte)'\r'));

    private static int LineOf(ReadOnlySpan<char> before) => 1 + Math.Max(before.Count('\n'), before.Contains('\n') ? 0 : before.Count('\r'));
}
