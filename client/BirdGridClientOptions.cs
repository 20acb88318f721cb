using System.Net;

namespace BirdGrid.Client;

/// <summary>How a client reaches a silo.</summary>
public sealed record BirdGridClientOptions
{
    /// <summary>Address of a silo nearby.</summary>
    public const string DefaultAddress = "http://127.0.0.1:5401";

    /// <summary>Environment variable that names the silo, or several of a grid.</summary>
    public const string AddressVariable = "BIRDGRID_SERVER";

    /// <summary>Environment variable with the API key.</summary>
    public const string ApiKeyVariable = "BIRDGRID_API_KEY";

    /// <summary>Environment variable with a bearer token.</summary>
    public const string TokenVariable = "BIRDGRID_TOKEN";

    /// <summary>Environment variable that names the file of the roots that the silo's certificate is checked against.</summary>
    public const string CaVariable = "BIRDGRID_CA_CERTIFICATE";

    /// <summary>
    /// The silo's address, <c>http://HOST:PORT</c> or <c>https://HOST:PORT</c>; several of one grid, separated by commas, share the calls, and one that cannot be reached is
    /// passed over.
    /// </summary>
    /// <value>The environment variable <c>BIRDGRID_SERVER</c>, else http://127.0.0.1:5401.</value>
    public string Address { get; init; } = Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address ? address : DefaultAddress;

    /// <summary>API key, sent with every call.</summary>
    /// <value>The environment variable <c>BIRDGRID_API_KEY</c>, else none.</value>
    public string? ApiKey { get; init; } = Environment.GetEnvironmentVariable(ApiKeyVariable) is { Length: > 0 } key ? key : null;

    /// <summary>Gets a bearer token (JWT) for each call; takes the place of <see cref="ApiKey"/>.</summary>
    /// <value>The environment variable <c>BIRDGRID_TOKEN</c> as it was at the start, else none.</value>
    public Func<CancellationToken, ValueTask<string>>? Token { get; init; } =
        Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? _ => ValueTask.FromResult(token) : null;

    /// <summary>PEM file of the roots that sign the silo's certificate, instead of those that the system trusts.</summary>
    /// <value>The environment variable <c>BIRDGRID_CA_CERTIFICATE</c>, else none.</value>
    public string? CaCertificate { get; init; } = Environment.GetEnvironmentVariable(CaVariable) is { Length: > 0 } ca ? ca : null;

    /// <summary>PEM file of the client's own certificate (mTLS).</summary>
    /// <value>Default none.</value>
    public string? ClientCertificate { get; init; }

    /// <summary>PEM file of its private key, unencrypted.</summary>
    /// <value>Default none: the key is in the certificate's file.</value>
    public string? ClientKey { get; init; }

    /// <summary>Proxy of the connections; addresses of this machine are never reached through one.</summary>
    /// <value>Default those of the environment: <c>http_proxy</c>, <c>https_proxy</c>, <c>all_proxy</c>, <c>no_proxy</c>.</value>
    public IWebProxy? Proxy { get; init; }

    /// <summary>The proxies that are used.</summary>
    internal OutwardProxy Proxies => Proxy is null ? OutwardProxy.OfEnvironment : new OutwardProxy(Proxy);

    /// <summary>Seconds that a call with one answer may take.</summary>
    /// <value>Default 100.</value>
    public int TimeoutSeconds { get; init; } = 100;

    /// <summary>Times that a call is tried where the silo cannot be reached, 1 to 5; calls that change something carry an idempotency key.</summary>
    /// <value>Default 4.</value>
    public int Attempts { get; init; } = 4;

    /// <summary>Seconds for which a watched session's silo may be away before the watch is given up.</summary>
    /// <value>Default 60.</value>
    public int ReconnectSeconds { get; init; } = 60;

    /// <summary>Clock of reconnections.</summary>
    /// <value>Default the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Keeps the credentials out of logs.</summary>
    public override string ToString() => $"{nameof(BirdGridClientOptions)} {{ {nameof(Address)} = {Address} }}";
}
