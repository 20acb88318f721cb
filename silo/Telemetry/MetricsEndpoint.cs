using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BirdGrid.Silo.Telemetry;

/// <summary><c>/metrics</c> for Prometheus: on the probe port, or on a port of its own on loopback.</summary>
internal static class MetricsEndpoint
{
    private const string Path = "/metrics";

    /// <summary>Listens on the port of the metrics, where one is configured.</summary>
    public static WebApplicationBuilder AddMetricsPort(this WebApplicationBuilder builder, TelemetryOptions options)
    {
        if (options.PrometheusPort != 0)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(options.PrometheusPort, listen => listen.Protocols = HttpProtocols.Http1));
        }

        return builder;
    }

    /// <summary>Answers scrapes, and nothing else, on the port of the metrics.</summary>
    public static void MapMetrics(this WebApplication application, TelemetryOptions options) =>
        application.MapPort(options.PrometheusPort, metrics => metrics.UseMetrics());

    /// <summary>Answers scrapes in a branch of the pipeline.</summary>
    public static void UseMetrics(this IApplicationBuilder branch) =>
        branch.UseOpenTelemetryPrometheusScrapingEndpoint(context => context.Request.Path == Path);
}
