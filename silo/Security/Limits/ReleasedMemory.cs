using BirdGrid.Grains.Hosting;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>
/// Memory that requests have let go, and that the collector has not taken back: it waits for large objects to become many, and keeps what it took back
/// for later. Both would let a flood of large requests cost a multiple of what they may hold.
/// </summary>
internal sealed class ReleasedMemory(TimeProvider clock, ILogger<ReleasedMemory> logger) : SupervisedService(clock, logger)
{
    /// <summary>Less than this is left to the collector's own judgement.</summary>
    private const long WorthCollectingBytes = 32 << 20;

    /// <summary>A quiet time of this length means that a flood is over.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private long releasedBytes;
    private long keptBytes;

    /// <summary>Tells of bytes that were let go.</summary>
    public void Add(long bytes)
    {
        Interlocked.Add(ref releasedBytes, bytes);
        Interlocked.Add(ref keptBytes, bytes);
    }

    /// <summary>Has the collector take back what was let go where that, and what is held, are together more than large requests may well hold.</summary>
    /// <param name="silo">What is held.</param>
    public void MakeRoom(ByteBudget silo)
    {
        if (!IsTooMuch(silo))
        {
            return;
        }

        lock (gate)
        {
            if (IsTooMuch(silo))
            {
                // Any other kind keeps what it took back for the next collections.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                Forget();
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        long before = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(LookInterval, Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            long now = Interlocked.Read(ref keptBytes);
            if (now >= WorthCollectingBytes && now - before < WorthCollectingBytes)
            {
                // Once after a flood: gives the memory back to the machine too.
                Interlocked.Exchange(ref keptBytes, 0);
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                Forget();
                now = 0;
            }

            before = now;
        }
    }

    private bool IsTooMuch(ByteBudget silo)
    {
        long released = Interlocked.Read(ref releasedBytes);
        return released >= WorthCollectingBytes && released + silo.UsedBytes > silo.TotalBytes / 3;
    }

    private void Forget() => Interlocked.Exchange(ref releasedBytes, 0);
}
