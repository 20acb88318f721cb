using System.Net.Sockets;
using System.Text;

namespace BirdGrid.Silo.Tests.Support;

/// <summary>HTTP/1 as it is written, with whatever headers a test wants.</summary>
internal static class RawHttp1
{
    /// <summary>Sends a request and reads the answer to its end; the request has to ask for the connection's end.</summary>
    /// <returns>Status, head and body.</returns>
    public static async Task<(int Status, string Head, string Body)> SendAsync(string url, string request, CancellationToken cancellationToken)
    {
        var address = new Uri(url);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request.ReplaceLineEndings("\r\n")), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string answer = await reader.ReadToEndAsync(cancellationToken);
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), answer[..end], answer[(end + 4)..]);
    }
}
