using BirdGrid.Silo.Security.Limits;

namespace BirdGrid.Silo.Options;

/// <summary>What the limits must keep to.</summary>
internal static class LimitOptionsRules
{
    private const long LeastBytesInFlight = 16L << 20;
    private const long MostBytesInFlight = 1L << 40;

    /// <summary>Adds a sentence for each limit that is out of range.</summary>
    public static void Check(LimitOptions limits, List<string> failures)
    {
        Check(nameof(limits.MaxPhotoBytes), limits.MaxPhotoBytes, 1024, 1 << 30, failures);
        Check(nameof(limits.MaxPhotoPixels), limits.MaxPhotoPixels, 1, 700_000_000, failures);
        Check(nameof(limits.MaxPhotoSidePixels), limits.MaxPhotoSidePixels, 1, 65_535, failures);
        Check(nameof(limits.MaxTextCharacters), limits.MaxTextCharacters, 256, 1 << 20, failures);
        Check(nameof(limits.MaxConnections), limits.MaxConnections, 1, 1_000_000, failures);
        Check(nameof(limits.MaxStreamsPerConnection), limits.MaxStreamsPerConnection, 1, 10_000, failures);
        Check(nameof(limits.HeadersTimeoutSeconds), limits.HeadersTimeoutSeconds, 0.1, 600, failures);
        Check(nameof(limits.KeepAliveSeconds), limits.KeepAliveSeconds, 0.1, 86_400, failures);
        Check(nameof(limits.MinRequestBytesPerSecond), limits.MinRequestBytesPerSecond, 0, 1 << 30, failures);
        Check(nameof(limits.StreamIdleSeconds), limits.StreamIdleSeconds, 0.1, 86_400, failures);
        Check(nameof(limits.MaxBytesInFlight), limits.MaxBytesInFlight, LeastBytesInFlight, MostBytesInFlight, failures);
        Check(nameof(limits.MaxBytesInFlightPerCaller), limits.MaxBytesInFlightPerCaller, LeastBytesInFlight, MostBytesInFlight, failures);
        Check(nameof(limits.MaxBytesInFlightPerConnection), limits.MaxBytesInFlightPerConnection, LeastBytesInFlight, MostBytesInFlight, failures);
        CheckPhotoFits(limits, failures);
    }

    // A photo is there twice: as it came, and as the message has it. A large request may use three quarters of a budget.
    private static void CheckPhotoFits(LimitOptions limits, List<string> failures)
    {
        long needed = limits.LargestMessageBytes() * 2L / 3 * 4;
        if (limits.ConnectionBytes < needed && limits.ConnectionBytes >= LeastBytesInFlight)
        {
            failures.Add(FormattableString.Invariant($"BirdGrid:Limits:MaxPhotoBytes is {limits.MaxPhotoBytes}, and such a photo needs {needed} bytes in flight: set MaxBytesInFlight, MaxBytesInFlightPerCaller and MaxBytesInFlightPerConnection to that at least, or MaxPhotoBytes lower."));
        }
    }

    private static void Check(string name, double value, double least, double most, List<string> failures)
    {
        if (!(value >= least && value <= most))
        {
            failures.Add(FormattableString.Invariant($"BirdGrid:Limits:{name} is {value}; it must be {least} to {most}."));
        }
    }
}
