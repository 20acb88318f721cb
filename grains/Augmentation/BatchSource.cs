using System.Runtime.CompilerServices;
using BirdGrid.Grains.Augmentation.Batches;

namespace BirdGrid.Grains.Augmentation;

/// <summary>
/// Pulls a session's batches from every cpu silo, a bounded number ahead, in order. A batch is a pure function of its request: where it is
/// made, how often it is asked for and in how many pieces it comes make no difference to its bytes.
/// </summary>
/// <param name="silos">The silos that make batches.</param>
/// <param name="options">Credit, read-ahead, hedging and patience.</param>
internal sealed class BatchSource(IAugmenterSilos silos, AugmentationOptions options)
{
    private readonly SiloCredits credits = new(options.CreditPerCore);
    private readonly HedgePolicy hedging = new(options);

    /// <summary>Seconds that readers have waited for a batch.</summary>
    public double WaitedSeconds { get; private set; }

    /// <summary>Silos that make batches at present.</summary>
    public int ActiveSilos => silos.Active.Count;

    /// <summary>Told what a reader waits for, where that is more than the next batch.</summary>
    public Func<string, Task> WaitsFor { get; set; } = _ => Task.CompletedTask;

    /// <summary>The batches of the requests, uint8 NHWC each, in the order of the requests. Readings may overlap within a grain: they share the silos' credit.</summary>
    /// <exception cref="BusyException">No batch has come for as long as the options allow.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(IEnumerable<AugmentRequest> requests, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var pending = requests.GetEnumerator();
        var pump = new BatchPump(silos, credits, hedging, new BatchWindow(pending, options), options, clock);
        var pumping = pump.RunAsync(abandoned.Token);
        try
        {
            while (true)
            {
                long asked = clock.GetTimestamp();
                var batch = await NextAsync(pump);
                WaitedSeconds += clock.GetElapsedTime(asked).TotalSeconds;
                if (batch is not { } imagesNhwc)
                {
                    yield break;
                }

                yield return imagesNhwc;
            }
        }
        finally
        {
            await abandoned.CancelAsync();
            await pumping;
        }
    }

    private async Task<ReadOnlyMemory<byte>?> NextAsync(BatchPump pump)
    {
        pump.Want();
        while (await pump.Output.WaitToReadAsync())
        {
            if (pump.Output.TryRead(out var next))
            {
                if (next.Notice is null)
                {
                    return next.ImagesNhwc;
                }

                await WaitsFor(next.Notice);
            }
        }

        return null;
    }
}
