using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace BirdGrid.Grains.Telemetry;

/// <summary>The grid's one source of traces and one meter; subscribe to the name <see cref="Name"/>.</summary>
public static class BirdGridTelemetry
{
    /// <summary>Name of the source and the meter.</summary>
    public const string Name = "BirdGrid";

    /// <summary>Version of BirdGrid, as lineages record it.</summary>
    public static string Version { get; } =
        typeof(BirdGridTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Source of the grid's activities.</summary>
    public static ActivitySource Source { get; } = new(Name, Version);

    /// <summary>Meter of the grid's instruments.</summary>
    public static Meter Meter { get; } = new(Name, Version);
}
