using System.Net;
using System.Security.Authentication;
using Grpc.Core;

namespace BirdGrid.Client;

/// <summary>Why a call did not get as far as a server of this protocol, where something can be done about it.</summary>
/// <param name="Reason">Stable, machine-readable word.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
internal sealed record TransportFault(string Reason, string Sentence)
{
    /// <summary>The reason where no server answered.</summary>
    public const string Unreachable = "unreachable";

    // Error codes of HTTP/2 (RFC 9113, section 7): a peer that does not speak it, and one that demands HTTP/1.1.
    private const long ProtocolError = 0x1;
    private const long FrameSizeError = 0x6;
    private const long Http11Required = 0xd;

    /// <summary>Explains a failed call; null where it is no fault of the connection, or nothing more is known of it.</summary>
    /// <param name="failure">gRPC's exception, without a server's own reason.</param>
    /// <param name="address">The server's address.</param>
    /// <param name="proxies">The proxies of the connection.</param>
    public static TransportFault? Of(RpcException failure, string address, OutwardProxy proxies)
    {
        if (failure.Status.DebugException is not { } cause)
        {
            return null;
        }

        bool isPlain = address.StartsWith(Uri.UriSchemeHttp + Uri.SchemeDelimiter, StringComparison.OrdinalIgnoreCase);
        if (Uri.TryCreate(address, UriKind.Absolute, out var server) && !proxies.IsBypassed(server) && Find<HttpRequestException>(cause) is { StatusCode: null or HttpStatusCode.ProxyAuthenticationRequired } refused)
        {
            return Proxied(server, proxies.GetProxy(server)!, refused);
        }

        if (Find<HttpProtocolException>(cause) is { } protocol)
        {
            return protocol.ErrorCode switch
            {
                Http11Required => new("wrong-port", $"What answers at {address} takes HTTP/1.1 only: it is the REST port of a silo, or no silo. A silo's gRPC port is the one before its REST port, unless its settings say otherwise."),
                ProtocolError or FrameSizeError => NoHttp2(address),
                _ => null,
            };
        }

        if (Find<AuthenticationException>(cause) is { } tls)
        {
            return tls.InnerException is null && tls.Message.Contains("frame", StringComparison.OrdinalIgnoreCase)
                ? NoTls(address)
                : new("certificate-not-trusted", $"The certificate of {address} is not trusted, or not for that name: name the roots that sign it with --ca or {BirdGridClientOptions.CaVariable}.");
        }

        return Find<HttpRequestException>(cause)?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => NoTls(address),
            HttpRequestError.InvalidResponse when isPlain => NoHttp2(address),
            HttpRequestError.NameResolutionError => new(Unreachable, $"There is no host of the name in {address}: look at --server or {BirdGridClientOptions.AddressVariable}."),
            null => null,
            // Whoever does not complete HTTP/2's handshake, and who ends a connection in the middle of it.
            _ when failure.StatusCode != StatusCode.Internal => null,
            _ when isPlain => NoHttp2(address),
            _ => new(Unreachable, $"What answers at {address} ended the connection before it answered: it stopped, or wants a client certificate that it trusts (--cert)."),
        };
    }

    private static TransportFault NoTls(string address) => new("no-tls", $"What answers at {address} does not speak TLS: write http:// where the silo has no certificate.");

    private static TransportFault NoHttp2(string address) => new("no-http2", $"What answers at {address} does not speak gRPC: it is no silo, one that just stopped, or one with TLS (write https://).");

    private static TransportFault Proxied(Uri server, Uri proxy, HttpRequestException refused)
    {
        string around = $"set no_proxy={server.Host} to go around it";
        return server.Scheme == Uri.UriSchemeHttp
            ? new(Unreachable, $"gRPC without TLS does not pass through the proxy {proxy.Authority}, which the environment (http_proxy, all_proxy) names: {around}, or reach the silo by https.")
            : new(Unreachable, $"{server.Authority} cannot be reached through the proxy {proxy.Authority}, which the environment (https_proxy, all_proxy) names: {Innermost(refused).Message.TrimEnd('.')}. If it is not needed, {around}.");
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;

    private static T? Find<T>(Exception? failure)
        where T : Exception => failure is null ? null : failure as T ?? Find<T>(failure.InnerException);
}
