namespace BirdGrid.Grains.Inference;

/// <summary>
/// Deals requests out to shares of the traffic: the fractional parts of multiples of the golden ratio fill 0 to 1 evenly, so that after any number of
/// requests each share has had its part, within one or two requests (a low-discrepancy sequence after Weyl).
/// </summary>
internal sealed class TrafficTicket
{
    private const double GoldenFraction = 0.6180339887498949;
    private const double SecondFraction = 0.7548776662466927;

    private long count;

    /// <summary>The next request's number.</summary>
    public long Next() => Interlocked.Increment(ref count);

    /// <summary>Whether a request belongs to a canary's share.</summary>
    /// <param name="ticket">The request's number.</param>
    /// <param name="percent">The share, 0 to 100.</param>
    public static bool IsCanary(long ticket, double percent) => IsBelow(ticket * GoldenFraction, percent);

    /// <summary>Whether a request is copied for a shadow; independent of the canary's share.</summary>
    /// <param name="ticket">The request's number.</param>
    /// <param name="percent">The share, 0 to 100.</param>
    public static bool IsShadowed(long ticket, double percent) => IsBelow(ticket * SecondFraction, percent);

    private static bool IsBelow(double point, double percent) => (point - Math.Floor(point)) * 100 < percent;
}
