using Microsoft.Extensions.Hosting;

namespace BirdGrid.Grains.Storage;

/// <summary>Refuses to start a silo whose database cannot be used, instead of failing its first write.</summary>
/// <param name="database">The database.</param>
internal sealed class SqliteStartup(SqliteDatabase database) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => database.OpenedAsync().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
