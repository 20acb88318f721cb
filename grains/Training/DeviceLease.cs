namespace BirdGrid.Grains.Training;

/// <summary>
/// One session trains on a silo's device at a time: two would share its memory and both take twice as long. Inference does not need
/// the lease, it overtakes training on the device thread.
/// </summary>
public sealed class DeviceLease : IDisposable
{
    private readonly SemaphoreSlim free = new(1, 1);

    /// <summary>Session that holds the lease, or null.</summary>
    public string? Holder { get; private set; }

    /// <summary>Waits for the lease.</summary>
    /// <param name="sessionId">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Dispose it to hand the lease on.</returns>
    public async Task<IDisposable> AcquireAsync(string sessionId, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        Holder = sessionId;
        return new Release(this);
    }

    /// <inheritdoc/>
    public void Dispose() => free.Dispose();

    private sealed class Release(DeviceLease lease) : IDisposable
    {
        private int released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref released, 1) == 0)
            {
                lease.Holder = null;
                lease.free.Release();
            }
        }
    }
}
