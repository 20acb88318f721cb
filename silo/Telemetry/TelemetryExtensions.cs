using BirdGrid.Grains.Telemetry;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BirdGrid.Silo.Telemetry;

/// <summary>OpenTelemetry of a silo.</summary>
internal static class TelemetryExtensions
{
    /// <summary>
    /// Traces from the gRPC call through grains to the device thread, and metrics. Exported over OTLP only where an endpoint is configured
    /// (BirdGrid:Telemetry:OtlpEndpoint or OTEL_EXPORTER_OTLP_ENDPOINT); metrics are also there for Prometheus to fetch.
    /// </summary>
    /// <exception cref="SiloConfigurationException">The endpoint is no address.</exception>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, TelemetryOptions options)
    {
        var endpoint = EndpointOf(options, builder.Configuration);
        builder.AddMetricsPort(options);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("birdgrid-silo", serviceVersion: BirdGridTelemetry.Version))
            .WithTracing(tracing =>
            {
                tracing.AddAspNetCoreInstrumentation().AddSource(BirdGridTelemetry.Name, "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application");
                if (endpoint is not null)
                {
                    tracing.AddOtlpExporter(otlp => otlp.Endpoint = endpoint);
                }
            })
            .WithMetrics(metrics =>
            {
                // An exemplar is a trace's id with every bucket: kept on each recording, and wanted by few.
                metrics.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddMeter(BirdGridTelemetry.Name, "Microsoft.Orleans")
                    .SetExemplarFilter(ExemplarFilterType.AlwaysOff)
                    .AddView(MetricViews.Of)
                    .AddPrometheusExporter();
                if (endpoint is not null)
                {
                    metrics.AddOtlpExporter(otlp => otlp.Endpoint = endpoint);
                }
            });
        return builder;
    }

    private static Uri? EndpointOf(TelemetryOptions options, ConfigurationManager configuration)
    {
        string? text = string.IsNullOrWhiteSpace(options.OtlpEndpoint) ? configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] : options.OtlpEndpoint;
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && (endpoint.Scheme == Uri.UriSchemeHttp || endpoint.Scheme == Uri.UriSchemeHttps)
            ? endpoint
            : throw new SiloConfigurationException($"'{text}' is no OTLP endpoint: write {TelemetryOptions.Section}:OtlpEndpoint=http://HOST:4317, or leave it out.");
    }
}
