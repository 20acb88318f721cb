using System.Runtime.CompilerServices;
using BirdGrid.Client;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BirdGrid.Cli.Telemetry;

/// <summary>Traces of the command line's calls, exported over OTLP where OTEL_EXPORTER_OTLP_ENDPOINT says where to.</summary>
internal static class ClientTracing
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Starts exporting; dispose the result to send what is left. Null where no endpoint is set.</summary>
    public static IDisposable? Start() => Environment.GetEnvironmentVariable(EndpointVariable) is { Length: > 0 } ? StartExporting() : null;

    // Not inlined: the OpenTelemetry assemblies are loaded only where they are used.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TracerProvider StartExporting() => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService("birdgrid-cli"))
        .AddSource(BirdGridClient.ActivitySourceName)
        .AddOtlpExporter()
        .Build();
}
