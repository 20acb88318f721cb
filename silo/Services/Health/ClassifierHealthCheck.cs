using BirdGrid.Grains.Placement;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BirdGrid.Silo.Services.Health;

/// <summary>Unhealthy while no active silo of the grid can hold a classifier.</summary>
internal sealed class ClassifierHealthCheck(SiloRoster roster) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(roster.Active(SiloRole.Gpu).Count > 0 || roster.Active(SiloRole.Cpu).Count > 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("No active silo classifies: start one with the role gpu, cpu or all."));
}
