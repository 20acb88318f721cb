using BirdGrid.Silo.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BirdGrid.Silo.Services.Health;

/// <summary>Healthy while the silo is an active member of its cluster and has not been told to stop.</summary>
internal sealed class SiloHealthCheck(ISiloStatusOracle membership, Draining draining) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (draining.HasBegun)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("The silo has been told to stop."));
        }

        return Task.FromResult(membership.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The silo is {membership.CurrentStatus}."));
    }
}
