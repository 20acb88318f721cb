using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Security.Audit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BirdGrid.Silo.Services.Health;

/// <summary>Degraded while a disk of the silo, or its audit log, cannot be written: it classifies, and changes nothing.</summary>
internal sealed class DiskHealthCheck(DiskWatch disks, AuditLog audit) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult((disks.Problem ?? audit.Problem) is { } problem ? HealthCheckResult.Degraded(problem) : HealthCheckResult.Healthy());
}
