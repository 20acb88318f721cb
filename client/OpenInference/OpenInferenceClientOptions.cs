namespace BirdGrid.Client.OpenInference;

/// <summary>How a client reaches a server of the Open Inference Protocol.</summary>
public sealed record OpenInferenceClientOptions
{
    /// <summary>The server's address, <c>http://HOST:PORT</c> or <c>https://HOST:PORT</c>.</summary>
    /// <value>Default the address of a silo nearby, http://127.0.0.1:5401.</value>
    public string Address { get; init; } = BirdGridClientOptions.DefaultAddress;

    /// <summary>Seconds that a call may take; sent along, so that the server drops what nobody waits for.</summary>
    /// <value>Default 100.</value>
    public double TimeoutSeconds { get; init; } = 100;

    /// <summary>API key, sent as <c>x-api-key</c>; null: none.</summary>
    /// <value>Default null.</value>
    public string? ApiKey { get; init; }

    /// <summary>Further metadata of every call, for example <c>authorization</c>; names in lower case.</summary>
    /// <value>Default none.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Bytes of the largest message in either direction, at least 1.</summary>
    /// <value>Default 80 MiB.</value>
    public int MaximumMessageBytes { get; init; } = 80 << 20;

    /// <summary>What talks HTTP/2; null: a handler of the client's own, which it disposes.</summary>
    /// <value>Default null.</value>
    public HttpMessageHandler? Handler { get; init; }
}
