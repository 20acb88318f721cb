using BirdGrid.Grains.Telemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BirdGrid.Silo.Telemetry;

/// <summary>OpenTelemetry of a silo.</summary>
internal static class TelemetryExtensions
{
    /// <summary>
    /// Traces from the gRPC call through grains to the device thread, and metrics. Exported over OTLP only where an endpoint is configured
    /// (BirdGrid:Telemetry:OtlpEndpoint or OTEL_EXPORTER_OTLP_ENDPOINT).
    /// </summary>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        string? endpoint = builder.Configuration["BirdGrid:Telemetry:OtlpEndpoint"] ?? builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("birdgrid-silo", serviceVersion: BirdGridTelemetry.Version))
            .WithTracing(tracing =>
            {
                tracing.AddAspNetCoreInstrumentation().AddSource(BirdGridTelemetry.Name, "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application");
                if (endpoint is not null)
                {
                    tracing.AddOtlpExporter(otlp => otlp.Endpoint = new Uri(endpoint));
                }
            })
            .WithMetrics(metrics =>
            {
                metrics.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddMeter(BirdGridTelemetry.Name, "Microsoft.Orleans");
                if (endpoint is not null)
                {
                    metrics.AddOtlpExporter(otlp => otlp.Endpoint = new Uri(endpoint));
                }
            });
        return builder;
    }
}
