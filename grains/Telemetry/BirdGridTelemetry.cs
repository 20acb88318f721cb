using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace BirdGrid.Grains.Telemetry;

/// <summary>BirdGrid's one activity source and one meter, and the version both carry.</summary>
public static class BirdGridTelemetry
{
    /// <summary>Name of the source and of the meter.</summary>
    public const string Name = "BirdGrid";

    /// <summary>Version of BirdGrid, as lineages record it.</summary>
    public static string Version { get; } =
        typeof(BirdGridTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Spans from the gateway to the device thread.</summary>
    public static ActivitySource Source { get; } = new(Name, Version);

    /// <summary>Instruments; durations are in seconds.</summary>
    public static Meter Meter { get; } = new(Name, Version);
}
