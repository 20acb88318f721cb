using BirdGrid.Silo.Options;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Hosting;

/// <summary>
/// The time between being told to stop and stopping: the silo says that it is not ready and still answers, so that load balancers and clients go
/// elsewhere before a call is turned away.
/// </summary>
/// <param name="options">How long.</param>
/// <param name="clock">Time.</param>
internal sealed class Draining(IOptions<SiloOptions> options, TimeProvider clock) : IHostedLifecycleService
{
    private volatile bool hasBegun;

    /// <summary>Whether the silo has been told to stop.</summary>
    public bool HasBegun => hasBegun;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>Runs before any service stops.</remarks>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        hasBegun = true;
        return Task.Delay(TimeSpan.FromSeconds(options.Value.DrainSeconds), clock, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
