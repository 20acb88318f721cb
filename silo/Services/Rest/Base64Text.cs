using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>
/// Bytes in JSON as protobuf takes them: base64 in the standard or the URL-safe alphabet, with or without padding. White space is passed over, as
/// tools break long lines.
/// </summary>
internal static class Base64Text
{
    private const int Group = 4;

    /// <summary>Decodes the text that a reader stands at; null where it is no base64.</summary>
    /// <exception cref="InvalidOperationException">The reader stands at something that is no text.</exception>
    public static ReadOnlyMemory<byte>? Read(ref Utf8JsonReader reader)
    {
        // Almost every caller's: read without another copy. The reader's own way takes a second room from a pool, which keeps it.
        if (!reader.ValueIsEscaped)
        {
            byte[] room = GC.AllocateUninitializedArray<byte>(MostBytes(reader.ValueSpan.Length));
            if (Base64.DecodeFromUtf8(reader.ValueSpan, room, out _, out int written) == OperationStatus.Done)
            {
                return room.AsMemory(0, written);
            }
        }

        byte[] text = new byte[reader.ValueSpan.Length + Group];
        return Decode(text, reader.CopyString(text));
    }

    /// <summary>Bytes that so many characters decode to at most, padded or not.</summary>
    public static int MostBytes(int characters) => (characters + Group - 1) / Group * 3;

    /// <summary>Decodes the text that a reader stands at into a room, without a copy where it is plain.</summary>
    /// <param name="reader">Stands at a text.</param>
    /// <param name="room">At least <see cref="MostBytes"/> of its characters.</param>
    /// <returns>Bytes written; null where it is no base64.</returns>
    public static int? Read(ref Utf8JsonReader reader, Span<byte> room)
    {
        if (!reader.ValueIsEscaped && Base64.DecodeFromUtf8(reader.ValueSpan, room, out _, out int written) == OperationStatus.Done)
        {
            return written;
        }

        if (Read(ref reader) is not { } bytes)
        {
            return null;
        }

        bytes.Span.CopyTo(room);
        return bytes.Length;
    }

    /// <summary>Decodes a text; null where it is no base64.</summary>
    public static ReadOnlyMemory<byte>? Parse(string text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length) + Group];
        return Decode(bytes, Encoding.UTF8.GetBytes(text, bytes));
    }

    private static ReadOnlyMemory<byte>? Decode(byte[] text, int length)
    {
        int kept = 0;
        foreach (byte character in text.AsSpan(0, length))
        {
            if (character is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                text[kept++] = character switch
                {
                    (byte)'-' => (byte)'+',
                    (byte)'_' => (byte)'/',
                    _ => character,
                };
            }
        }

        // Padding is whole, or is not there. A single character before it is refused by the decoder.
        bool isPadded = kept > 0 && text[kept - 1] == '=';
        while (!isPadded && kept % Group != 0)
        {
            text[kept++] = (byte)'=';
        }

        if (Base64.DecodeFromUtf8InPlace(text.AsSpan(0, kept), out int written) != OperationStatus.Done)
        {
            return null;
        }

        return text.AsMemory(0, written);
    }
}
