namespace BirdGrid.Client.Load;

/// <summary>
/// Requests that come at their own times, whatever the server does, as many independent callers send them. Latency counts from the time at which a
/// request was to be sent: one that had to wait for its turn in the client has waited ("coordinated omission" hides nothing).
/// </summary>
public sealed record OpenLoop : LoadShape
{
    /// <summary>A rate.</summary>
    /// <param name="requestsPerSecond">Mean rate, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a number above 0.</exception>
    public OpenLoop(double requestsPerSecond)
    {
        if (!double.IsFinite(requestsPerSecond) || requestsPerSecond <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(requestsPerSecond), requestsPerSecond, "A rate is a number above 0.");
        }

        RequestsPerSecond = requestsPerSecond;
    }

    /// <summary>Mean rate.</summary>
    public double RequestsPerSecond { get; }

    /// <summary>How the gaps between requests vary.</summary>
    /// <value>Default <see cref="ArrivalProcess.Constant"/>.</value>
    public ArrivalProcess Arrivals { get; init; } = ArrivalProcess.Constant;

    /// <summary>Seed of the gaps of <see cref="ArrivalProcess.Poisson"/>.</summary>
    /// <value>Default 0.</value>
    public int Seed { get; init; }

    /// <summary>Requests that may be outstanding; those that are due beyond are not sent, and counted.</summary>
    /// <value>Default 1024.</value>
    public int MaximumOutstanding { get; init; } = 1024;
}
