using System.Text;

namespace BirdGrid.TestSupport;

/// <summary>What a server writes to one connection before it hangs up.</summary>
/// <param name="Head">Status line and headers, without the empty line.</param>
/// <param name="Sent">The body's bytes, as many as are sent whatever the headers say.</param>
/// <param name="IsSilentAtTheEnd">Instead of hanging up, says nothing more.</param>
internal sealed record LoopbackAnswer(string Head, ReadOnlyMemory<byte> Sent, bool IsSilentAtTheEnd = false)
{
    /// <summary>The bytes on the wire.</summary>
    public byte[] Bytes => [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {Head}\r\nConnection: close\r\n\r\n"), .. Sent.Span];

    /// <summary>A body under a status, cut where that is wanted.</summary>
    public static LoopbackAnswer Of(string status, byte[] body, int? sentBytes = null, bool isSilentAtTheEnd = false, int? statedBytes = null) =>
        new($"{status}\r\nContent-Length: {statedBytes ?? body.Length}", body.AsMemory(0, sentBytes ?? body.Length), isSilentAtTheEnd);

    /// <summary>The body from the byte that was asked for, cut after so many bytes where that is wanted.</summary>
    public static LoopbackAnswer Range(LoopbackRequest request, byte[] body, int? sentBytes = null)
    {
        int start = request.RangeStart;
        var rest = body.AsMemory(start);
        return start == 0
            ? Of("200 OK", body, Math.Min(sentBytes ?? body.Length, body.Length))
            : new LoopbackAnswer(
                $"206 Partial Content\r\nContent-Length: {rest.Length}\r\nContent-Range: bytes {start}-{body.Length - 1}/{body.Length}",
                rest[..Math.Min(sentBytes ?? rest.Length, rest.Length)]);
    }
}
