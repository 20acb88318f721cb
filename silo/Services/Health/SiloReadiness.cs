using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BirdGrid.Silo.Services.Health;

/// <summary>What the silo's health checks say together; probes, gRPC health, <c>/v2/health/ready</c> and the status tell the same.</summary>
internal sealed class SiloReadiness(HealthCheckService checks)
{
    /// <summary>Asks every check.</summary>
    public async Task<Readiness> ReadAsync(CancellationToken cancellationToken) => Read(await checks.CheckHealthAsync(cancellationToken));

    /// <summary>Reads a report: a degraded silo is ready.</summary>
    public static Readiness Read(HealthReport report) => new(
        report.Status != HealthStatus.Unhealthy,
        [.. report.Entries.Values.Where(e => e.Status != HealthStatus.Healthy).OrderBy(e => e.Status).Select(e => e.Description ?? "A check failed; the silo's log says why.")]);
}
