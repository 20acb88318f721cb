using System.Runtime.CompilerServices;

namespace BirdGrid.Grains.Augmentation;

/// <summary>
/// Pulls batches from many augmenter shards, a bounded number ahead, in order. A batch is a pure function of its request, so one that
/// is lost with a silo is simply asked for again, from another shard.
/// </summary>
internal sealed class BatchSource
{
    private const int Attempts = 4;

    private readonly IAugmenterGrain[] shards;
    private readonly int readAhead;
    private int next;

    /// <summary>Spreads requests over the shards of one session.</summary>
    /// <param name="grains">Finds the shards.</param>
    /// <param name="owner">Prefix of the shards' keys: the session's id.</param>
    /// <param name="options">Number of shards and of batches ahead.</param>
    public BatchSource(IGrainFactory grains, string owner, AugmentationOptions options)
    {
        shards = [.. Enumerable.Range(0, options.Shards).Select(s => grains.GetGrain<IAugmenterGrain>($"{owner}/{s}"))];
        readAhead = options.ReadAheadBatches;
    }

    /// <summary>Seconds that readers have waited for a batch.</summary>
    public double WaitedSeconds { get; private set; }

    /// <summary>The batches of the requests, uint8 NHWC each, in the order of the requests.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(IEnumerable<AugmentRequest> requests, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var pending = requests.GetEnumerator();
        var ahead = new Queue<Task<ReadOnlyMemory<byte>>>();
        bool more = true;
        try
        {
            while (true)
            {
                while (more && ahead.Count < readAhead && (more = pending.MoveNext()))
                {
                    ahead.Enqueue(RenderAsync(pending.Current, next++, abandoned.Token));
                }

                if (!ahead.TryDequeue(out var first))
                {
                    yield break;
                }

                long asked = clock.GetTimestamp();
                var batch = await first;
                WaitedSeconds += clock.GetElapsedTime(asked).TotalSeconds;
                yield return batch;
            }
        }
        finally
        {
            await abandoned.CancelAsync();
            await ((Task)Task.WhenAll(ahead)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task<ReadOnlyMemory<byte>> RenderAsync(AugmentRequest request, int number, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await shards[(number + attempt) % shards.Length].Render(request, cancellationToken);
            }
            catch (Exception lost) when (lost is OrleansException or TimeoutException && attempt + 1 < Attempts && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 << attempt), cancellationToken);
            }
        }
    }
}
