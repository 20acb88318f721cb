using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Services.Health;
using BirdGrid.Silo.Telemetry;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace BirdGrid.Silo.Probes;

/// <summary>
/// Probes for an orchestrator on a port of their own: <c>/live</c> while the process answers, <c>/ready</c> while it should get calls; and
/// <c>/metrics</c> for Prometheus.
/// </summary>
internal static class ProbeExtensions
{
    /// <summary>Listens on the probe port, where one is configured.</summary>
    public static WebApplicationBuilder AddProbes(this WebApplicationBuilder builder, SiloOptions options)
    {
        if (options.ProbePort != 0)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(options.ProbePort, listen => listen.Protocols = HttpProtocols.Http1));
        }

        return builder;
    }

    /// <summary>Answers the probes, and nothing else, on the probe port; the probes are nowhere else.</summary>
    public static void MapProbes(this WebApplication application, SiloOptions options) => application.MapPort(options.ProbePort, probes =>
    {
        probes.UseHealthChecks("/live", new HealthCheckOptions { Predicate = _ => false });
        probes.UseHealthChecks("/ready", new HealthCheckOptions { ResponseWriter = (http, report) => http.Response.WriteAsync(string.Join(' ', [report.Status.ToString(), .. SiloReadiness.Read(report).Problems])) });
        probes.UseMetrics();
    });
}
