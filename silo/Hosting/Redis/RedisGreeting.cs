using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BirdGrid.Silo.Hosting.Redis;

/// <summary>
/// What is at an address where StackExchange.Redis could not connect, and did not say why: it is greeted as Redis is, and what it says is looked at.
/// </summary>
internal static class RedisGreeting
{
    private const string Closes = "closes the connection: TLS may be needed (ssl=true), or another program listens there";
    private const byte TlsAlert = 0x15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Why Redis at an address cannot be used, as the rest of a sentence that begins with "it"; null where nothing is wrong so far.</summary>
    /// <param name="address">The address.</param>
    /// <param name="isTls">Whether it is to be reached with TLS.</param>
    public static async Task<string?> AskAsync(EndPoint address, bool isTls)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(address, patience.Token);
            if (isTls)
            {
                return "takes connections, but none with TLS: it listens without (leave ssl=true out), or its certificate is not trusted";
            }

            await client.SendAsync("PING\r\n"u8.ToArray(), patience.Token);
            byte[] answer = new byte[256];
            int length = await client.ReceiveAsync(answer, patience.Token);
            return ReasonOf(answer.AsSpan(0, length));
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return Closes;
        }
        catch (SocketException failure)
        {
            return RedisFailure.ReasonOf(failure);
        }
        catch (OperationCanceledException)
        {
            return "does not answer in time";
        }
    }

    /// <summary>Reads an answer to the greeting.</summary>
    internal static string? ReasonOf(ReadOnlySpan<byte> answer)
    {
        if (answer.IsEmpty)
        {
            return Closes;
        }

        string text = Encoding.Latin1.GetString(answer);
        return answer[0] switch
        {
            (byte)'-' => RedisFailure.ReasonOf(text) ?? $"answers {text[1..].Trim()}",
            (byte)'+' => null,
            TlsAlert => "speaks TLS: add ssl=true to BirdGrid:Cluster:Redis",
            _ => "is another program: what listens there does not answer as Redis does",
        };
    }
}
