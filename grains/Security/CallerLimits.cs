namespace BirdGrid.Grains.Security;

/// <summary>How much one caller may ask for; 0 is no limit.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.caller-limits")]
public sealed record CallerLimits
{
    /// <summary>No limit.</summary>
    public static CallerLimits None { get; } = new();

    /// <summary>Calls per second on each silo, in the long run.</summary>
    /// <value>Default 0: no limit.</value>
    [Id(0)]
    public double RequestsPerSecond { get; init; }

    /// <summary>Calls that may come at once.</summary>
    /// <value>Default 0: those of one second, at least 1.</value>
    [Id(1)]
    public double RequestBurst { get; init; }

    /// <summary>Photos per second on each silo, classified or imported, in the long run; those of one second may come at once.</summary>
    /// <value>Default 0: no limit.</value>
    [Id(2)]
    public double PhotosPerSecond { get; init; }

    /// <summary>Photos per day (UTC) on all silos together.</summary>
    /// <value>Default 0: no limit.</value>
    [Id(3)]
    public long PhotosPerDay { get; init; }

    /// <summary>Calls at the same time on each silo, streams included.</summary>
    /// <value>Default 0: no limit.</value>
    [Id(4)]
    public int ConcurrentCalls { get; init; }

    /// <summary>Whether every limit is 0 or more, and finite.</summary>
    public bool IsValid =>
        IsAmount(RequestsPerSecond) && IsAmount(RequestBurst) && IsAmount(PhotosPerSecond) && PhotosPerDay >= 0 && ConcurrentCalls >= 0;

    private static bool IsAmount(double value) => double.IsFinite(value) && value >= 0;
}
