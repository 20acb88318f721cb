using BirdGrid.Grains.Models.Traffic;
using BirdGrid.Grains.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BirdGrid.Silo.Services.Health;

/// <summary>
/// Degraded while the grid's stored state is away: models that this silo knows are classified with from memory, changes are refused. Unhealthy where it
/// knows none.
/// </summary>
internal sealed class StateHealthCheck(StateAvailability state, KnownRoutes routes) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(state.Problem switch
    {
        null => HealthCheckResult.Healthy(),
        { } problem when routes.HasAny => HealthCheckResult.Degraded($"{problem} Models in memory classify; changes are refused."),
        { } problem => HealthCheckResult.Unhealthy($"{problem} This silo knows no model to classify with."),
    });
}
