using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Client;

/// <summary>Makes a client's channel: to one silo, or to several of a grid that share its calls.</summary>
internal static class SiloChannel
{
    private const int LargestMessageBytes = 80 << 20;

    /// <summary>Makes a channel; nothing is sent yet.</summary>
    /// <exception cref="UriFormatException">An address is none, or not of HTTP, or several do not share a scheme.</exception>
    public static GrpcChannel Create(BirdGridClientOptions options)
    {
        Uri[] addresses = [.. options.Address.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(HttpAddress)];
        return addresses switch
        {
            [] => throw new UriFormatException($"'{options.Address}' is no address of a silo: write http://HOST:PORT."),
            [var only] => GrpcChannel.ForAddress(only, options.Proxies.IsBypassed(only) ? Settings(options) : ProxiedSettings(options)),
            _ => Balanced(addresses, options),
        };
    }

    private static GrpcChannel Balanced(Uri[] addresses, BirdGridClientOptions options)
    {
        string scheme = addresses[0].Scheme;
        if (addresses.Any(a => a.Scheme != scheme))
        {
            throw new UriFormatException($"'{options.Address}' mixes http and https: the silos of a grid are reached in one way.");
        }

        var proxy = options.Proxies;
        if (addresses.FirstOrDefault(a => !proxy.IsBypassed(a)) is { } proxied)
        {
            throw new UriFormatException($"Calls cannot be shared among several silos through the proxy {proxy.GetProxy(proxied)?.Authority}: name one silo, or set no_proxy={string.Join(',', addresses.Select(a => a.Host))}.");
        }

        var silos = addresses.Select(a => new BalancerAddress(a.Host, a.Port)).ToList();
        var settings = Settings(options);
        settings.Credentials = scheme == Uri.UriSchemeHttps ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        settings.ServiceProvider = new ServiceCollection().AddSingleton<ResolverFactory>(new StaticResolverFactory(_ => silos)).BuildServiceProvider();
        settings.ServiceConfig!.LoadBalancingConfigs.Add(new RoundRobinConfig());
        return GrpcChannel.ForAddress("static:///birdgrid", settings);
    }

    private static GrpcChannelOptions Settings(BirdGridClientOptions options) => new()
    {
        HttpHandler = Handler(options, proxy: null),
        DisposeHttpClient = true,
        MaxSendMessageSize = LargestMessageBytes,
        MaxReceiveMessageSize = LargestMessageBytes,
        MaxReconnectBackoff = TimeSpan.FromSeconds(2),
        ServiceConfig = RetryingConfig(options.Attempts),
    };

    // gRPC opens connections of a handler itself, to the silo: only those of a client go through a proxy.
    private static GrpcChannelOptions ProxiedSettings(BirdGridClientOptions options)
    {
        var settings = Settings(options);
        settings.HttpHandler = null;
        settings.HttpClient = new HttpClient(Handler(options, options.Proxies)) { Timeout = Timeout.InfiniteTimeSpan };
        return settings;
    }

    private static HttpMessageHandler Handler(BirdGridClientOptions options, IWebProxy? proxy) => WithCredentials(options, new SocketsHttpHandler
    {
        SslOptions = ChannelTls.Of(options),
        Proxy = proxy,
        UseProxy = proxy is not null,
        // A silo whose machine is gone answers no ping: a watch notices, and looks for it again.
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        EnableMultipleHttp2Connections = true,
    });

    private static HttpMessageHandler WithCredentials(BirdGridClientOptions options, SocketsHttpHandler connections) =>
        options.ApiKey is null && options.Token is null ? connections : new CredentialsHandler(options, connections);

    private static Uri HttpAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new UriFormatException($"'{address}' is no address of a silo: write http://HOST:PORT.");

    private static ServiceConfig RetryingConfig(int attempts)
    {
        var config = new ServiceConfig();
        if (attempts > 1)
        {
            config.MethodConfigs.Add(new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = attempts,
                    InitialBackoff = TimeSpan.FromMilliseconds(100),
                    MaxBackoff = TimeSpan.FromSeconds(2),
                    BackoffMultiplier = 3,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            });
        }

        return config;
    }
}
