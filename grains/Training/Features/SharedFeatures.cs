using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using BirdGrid.Grains.Blobs;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Training.Features;

/// <summary>
/// Gets blocks of features, each computed by one session of all that need it: what is there is read, what nobody computes is computed, and what
/// others are computing is left to the end and then waited for. So sessions that start together share the work instead of one waiting for the other.
/// Nothing that goes wrong with sharing stops a session: it computes by itself.
/// </summary>
internal sealed partial class SharedFeatures(IGrainFactory grains, IBlobStore blobs, FeatureSharingOptions options, string claimant, TimeProvider clock, ILogger logger)
{
    /// <summary>Blocks under way at a time: while one's last batches are computed the other's first ones are drawn.</summary>
    private const int Workers = 2;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>Computes a block's rows; awaits the second argument after each batch.</summary>
    public delegate Task Compute(FeatureBlock block, Func<Task> batchDone, CancellationToken cancellationToken);

    /// <summary>Whether a session's features are few enough to be shared.</summary>
    /// <param name="values">Their number, of all rows.</param>
    public bool HasRoomFor(long values) => values * sizeof(float) <= (long)options.SharedFeaturesMiB << 20;

    /// <summary>Fills blocks.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="compute">Computes a block that nobody has computed.</param>
    /// <param name="read">Told of each block that was read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task FillAsync(IEnumerable<FeatureBlock> blocks, Compute compute, Func<FeatureBlock, Task> read, CancellationToken cancellationToken)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var open = new ConcurrentQueue<FeatureBlock>(blocks);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(open, compute, read, failed)));
    }

    private async Task WorkAsync(ConcurrentQueue<FeatureBlock> open, Compute compute, Func<FeatureBlock, Task> read, CancellationTokenSource failed)
    {
        try
        {
            int inVain = 0;
            long waiting = clock.GetTimestamp();
            while (open.TryDequeue(out var block))
            {
                bool isPatient = clock.GetElapsedTime(waiting).TotalSeconds < options.FeatureWaitSeconds;
                if (await TryFillAsync(block, compute, read, isPatient, failed.Token))
                {
                    inVain = 0;
                    waiting = clock.GetTimestamp();
                    continue;
                }

                open.Enqueue(block);
                if (++inVain >= open.Count)
                {
                    inVain = 0;
                    await Task.Delay(Poll, clock, failed.Token);
                }
            }
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }

    private async Task<bool> TryFillAsync(FeatureBlock block, Compute compute, Func<FeatureBlock, Task> read, bool isPatient, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IFeatureBlockGrain>(block.Key);
        var claim = await ClaimAsync(grain);
        if (claim.Rows is { } rows)
        {
            if (await TryReadAsync(block, rows, cancellationToken))
            {
                await read(block);
                return true;
            }

            await TryAsync(() => grain.Forget(rows));
            claim = await ClaimAsync(grain);
        }

        if (!claim.IsGranted && isPatient)
        {
            return false;
        }

        await ComputeAsync(block, grain, compute, cancellationToken);
        return true;
    }

    private async Task ComputeAsync(FeatureBlock block, IFeatureBlockGrain grain, Compute compute, CancellationToken cancellationToken)
    {
        try
        {
            await compute(block, () => ClaimAsync(grain), cancellationToken);
        }
        catch
        {
            await TryAsync(() => grain.Release(claimant));
            throw;
        }

        await TryAsync(async () => await grain.Publish(await blobs.PutAsync(MemoryMarshal.AsBytes(block.Rows.Span).ToArray(), cancellationToken)));
    }

    // What is damaged or gone is computed anew: it is a copy of something that can be had again.
    private async Task<bool> TryReadAsync(FeatureBlock block, BlobRef rows, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = await blobs.ReadAsync(rows, cancellationToken);
            if (bytes.Length != block.Rows.Length * sizeof(float))
            {
                return false;
            }

            bytes.CopyTo(MemoryMarshal.AsBytes(block.Rows.Span));
            return true;
        }
        catch (Exception lost) when (lost is BlobNotFoundException or BlobCorruptException)
        {
            LogNotShared(lost);
            return false;
        }
    }

    private async Task<FeatureBlockClaim> ClaimAsync(IFeatureBlockGrain grain)
    {
        var claim = new FeatureBlockClaim(Rows: null, IsGranted: true);
        await TryAsync(async () => claim = await grain.Claim(claimant));
        return claim;
    }

    private async Task TryAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotShared(failure);
        }
    }

    [LoggerMessage(EventId = 340, EventName = "FeaturesNotShared", Level = LogLevel.Warning, Message = "Features could not be shared; the session computes them by itself.")]
    private partial void LogNotShared(Exception cause);
}
