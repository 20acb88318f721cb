using Microsoft.Extensions.Hosting;

namespace BirdGrid.Grains.Blobs;

/// <summary>Stops a host whose bucket is missing or may not be used, before anything else of it has started.</summary>
/// <param name="bucket">The bucket.</param>
internal sealed class S3StartupCheck(S3Bucket bucket) : IHostedLifecycleService
{
    /// <inheritdoc/>
    /// <exception cref="BlobStoreException">The bucket cannot be used; the message says why.</exception>
    public Task StartingAsync(CancellationToken cancellationToken) => bucket.CheckAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
