namespace BirdGrid.Client;

/// <summary>How a client reaches a silo.</summary>
public sealed record BirdGridClientOptions
{
    /// <summary>Address of a silo nearby.</summary>
    public const string DefaultAddress = "http://127.0.0.1:5401";

    /// <summary>Environment variable that names the silo, or several of a grid.</summary>
    public const string AddressVariable = "BIRDGRID_SERVER";

    /// <summary>
    /// The silo's address, <c>http://HOST:PORT</c>; several of one grid, separated by commas, share the calls, and one that cannot be reached is
    /// passed over.
    /// </summary>
    /// <value>The environment variable <c>BIRDGRID_SERVER</c>, else http://127.0.0.1:5401.</value>
    public string Address { get; init; } = Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address ? address : DefaultAddress;

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
}
