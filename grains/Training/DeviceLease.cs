using System.Collections.Concurrent;
using BirdGrid.Grains.Devices;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Training;

/// <summary>
/// As many sessions train on a silo's device as it has training slots, by default one: two would share its memory and both take twice as long. The
/// grid's device pool sends no more than that; the lease holds where a silo's end and a new grant overlap. Inference needs no lease: it overtakes
/// training on the device thread.
/// </summary>
/// <param name="options">The slots.</param>
public sealed class DeviceLease(IOptions<DeviceOptions> options) : IDisposable
{
    private readonly SemaphoreSlim free = new(options.Value.TrainingSlots, options.Value.TrainingSlots);
    private readonly ConcurrentDictionary<string, byte> holders = new(StringComparer.Ordinal);

    /// <summary>A session that must end before another may begin, or null where there is room.</summary>
    public string? Holder => free.CurrentCount > 0 ? null : holders.Keys.FirstOrDefault();

    /// <summary>Waits for the lease.</summary>
    /// <param name="sessionId">Who asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Dispose it to hand the lease on.</returns>
    public async Task<IDisposable> AcquireAsync(string sessionId, CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        holders[sessionId] = 0;
        return new Release(this, sessionId);
    }

    /// <inheritdoc/>
    public void Dispose() => free.Dispose();

    private sealed class Release(DeviceLease lease, string sessionId) : IDisposable
    {
        private int released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref released, 1) == 0)
            {
                lease.holders.TryRemove(sessionId, out _);
                lease.free.Release();
            }
        }
    }
}
