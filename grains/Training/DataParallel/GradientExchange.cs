using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>
/// One device's side of a run's exchange of gradients: reduce-scatter, then all-gather, by direct calls between the devices' grains. Each slice of the
/// vector has an owner that pulls the slice of every device, adds them up in the order of ranks, so that the sum has the same bits every time, and
/// keeps the sum for the others to pull. A device holds its contribution, the sum and the few slices under way, whatever the number of steps.
/// All members are used from the turns of one grain; only <see cref="Contribution"/>'s bytes are written elsewhere, between two steps.
/// </summary>
/// <remarks>
/// The two buffers are used step after step and read by calls under way without a copy. That is sound because a device writes its next contribution
/// only after it has all sums of the step before, hence after every owner has read its contribution; and an owner writes its next sum only after
/// it has every device's next contribution, hence after every device has read its sum.
/// </remarks>
internal sealed class GradientExchange
{
    private const int Lanes = 2;
    private static readonly TimeSpan PollPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<IGradientPeer> peers;
    private readonly TimeSpan patience;
    private readonly int maximumSliceBytes;
    private readonly TimeProvider clock;
    private readonly ChangeSignal changes = new();
    private byte[] contribution = [];
    private byte[] sum = [];
    private long[] summedSteps = [];
    private GradientSlices slices;
    private long step = -1;
    private Exception? end;

    /// <summary>Joins a run.</summary>
    /// <param name="fence">The run's fence.</param>
    /// <param name="rank">This device's number, counted from 0; 0 leads.</param>
    /// <param name="peers">All devices by rank; this one's own is not called.</param>
    /// <param name="patience">Time after which a peer that is silent or too slow is given up for lost.</param>
    /// <param name="clock">Time.</param>
    /// <param name="maximumSliceBytes">Longest message of gradients; the same on every device.</param>
    public GradientExchange(long fence, int rank, IReadOnlyList<IGradientPeer> peers, TimeSpan patience, TimeProvider clock, int maximumSliceBytes = 4 << 20)
    {
        this.peers = peers;
        this.patience = patience;
        this.clock = clock;
        this.maximumSliceBytes = maximumSliceBytes;
        Fence = fence;
        Rank = rank;
    }

    /// <summary>The run's fence.</summary>
    public long Fence { get; }

    /// <summary>This device's number, counted from 0.</summary>
    public int Rank { get; }

    /// <summary>Number of devices.</summary>
    public int Devices => peers.Count;

    /// <summary>Seconds spent on exchanging: waiting for slower devices, moving bytes, adding up.</summary>
    public double Seconds { get; private set; }

    /// <summary>Bytes of gradients that this device has received.</summary>
    public long ReceivedBytes { get; private set; }

    /// <summary>The exchange of a grain that is asked by a peer.</summary>
    /// <exception cref="PeerLostException">The grain has none with this fence.</exception>
    public static GradientExchange Require(GradientExchange? exchange, long fence) => exchange?.Fence == fence
        ? exchange
        : throw new PeerLostException($"The device is not in the run with fence {fence}.");

    /// <summary>Where this device's next contribution is to be written, float32.</summary>
    /// <param name="length">Floats.</param>
    public Memory<byte> Contribution(int length)
    {
        int bytes = checked(length * sizeof(float));
        if (contribution.Length != bytes)
        {
            (contribution, sum) = (new byte[bytes], new byte[bytes]);
        }

        return contribution;
    }

    /// <summary>Adds up all devices' contributions to a step.</summary>
    /// <param name="nextStep">The step that <see cref="Contribution"/> was written for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The sum, float32, the same on every device; valid until the next contribution is asked for.</returns>
    /// <exception cref="PeerLostException">A device is gone, silent or in another run.</exception>
    /// <exception cref="GridException">A device has failed; the message says why.</exception>
    public async Task<ReadOnlyMemory<byte>> SumAsync(long nextStep, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        slices = new GradientSlices(contribution.Length / sizeof(float), Devices, maximumSliceBytes);
        if (summedSteps.Length != slices.Count)
        {
            summedSteps = new long[slices.Count];
            Array.Fill(summedSteps, -1);
        }

        step = nextStep;
        changes.Raise();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await AllOrNothingAsync([.. Chains(failed.Token)], failed);
        Seconds += clock.GetElapsedTime(started).TotalSeconds;
        return sum;
    }

    /// <summary>Answers a peer that asks for a slice of this device's contribution.</summary>
    public Task<GradientSlice> AnswerContributionAsync(long asked, int slice, CancellationToken cancellationToken) =>
        AnswerAsync(asked, () => step == asked, () => contribution[slices.Bytes(slice)], cancellationToken);

    /// <summary>Answers a peer that asks for a slice of the sum.</summary>
    public Task<GradientSlice> AnswerSumAsync(long asked, int slice, CancellationToken cancellationToken) =>
        AnswerAsync(asked, () => step == asked && summedSteps[slice] == asked, () => sum[slices.Bytes(slice)], cancellationToken);

    /// <summary>Says why the exchange has ended, if it has.</summary>
    /// <exception cref="PeerLostException">The device has left the run.</exception>
    /// <exception cref="GridException">It has failed; the message says why.</exception>
    public void ThrowIfClosed()
    {
        if (end is not null)
        {
            throw end;
        }
    }

    /// <summary>Ends the exchange: whoever asks from now on is told why.</summary>
    public void Close(Exception reason)
    {
        end ??= reason;
        changes.Raise();
    }

    private IEnumerable<Task> Chains(CancellationToken cancellationToken)
    {
        for (int owner = 0; owner < Devices; owner++)
        {
            int[] owned = [.. slices.OwnedBy(owner)];
            for (int lane = 0; lane < Lanes; lane++)
            {
                int[] chain = [.. owned.Where((_, i) => i % Lanes == lane)];
                yield return owner == Rank ? ReduceAsync(chain, cancellationToken) : GatherAsync(owner, chain, cancellationToken);
            }
        }
    }

    private async Task ReduceAsync(int[] chain, CancellationToken cancellationToken)
    {
        foreach (int slice in chain)
        {
            using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var parts = Enumerable.Range(0, Devices).Select(rank => rank == Rank
                ? Task.FromResult<ReadOnlyMemory<byte>>(contribution.AsMemory(slices.Bytes(slice)))
                : PullAsync(rank, peer => peer.GetContribution(Fence, step, slice, failed.Token), failed.Token)).ToArray();
            await AllOrNothingAsync(parts, failed);
            Add(parts, sum.AsSpan(slices.Bytes(slice)));
            summedSteps[slice] = step;
            changes.Raise();
        }
    }

    private async Task GatherAsync(int owner, int[] chain, CancellationToken cancellationToken)
    {
        foreach (int slice in chain)
        {
            var bytes = await PullAsync(owner, peer => peer.GetSum(Fence, step, slice, cancellationToken), cancellationToken);
            bytes.Span.CopyTo(sum.AsSpan(slices.Bytes(slice)));
        }
    }

    private static void Add(Task<ReadOnlyMemory<byte>>[] parts, Span<byte> target)
    {
        var total = MemoryMarshal.Cast<byte, float>(target);
        parts[0].Result.Span.CopyTo(target);
        foreach (var part in parts.Skip(1))
        {
            TensorPrimitives.Add(total, MemoryMarshal.Cast<byte, float>(part.Result.Span), total);
        }
    }

    private async Task<ReadOnlyMemory<byte>> PullAsync(int rank, Func<IGradientPeer, Task<GradientSlice>> ask, CancellationToken cancellationToken)
    {
        long asked = clock.GetTimestamp();
        long answered = asked;
        while (true)
        {
            try
            {
                byte[] bytes = (await ask(peers[rank])).Values;
                if (bytes.Length > 0)
                {
                    ReceivedBytes += bytes.Length;
                    return bytes;
                }

                // The leader measures, saves and reports between epochs: that it answers is enough.
                answered = clock.GetTimestamp();
                RequirePatience(rank == 0 ? answered : asked, $"has not finished step {step}");
            }
            catch (Exception silent) when (silent is OrleansException or TimeoutException)
            {
                RequirePatience(answered, $"does not answer ({silent.Message})");
                await Task.Delay(RetryDelay, clock, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        void RequirePatience(long since, string complaint)
        {
            if (clock.GetElapsedTime(since) > patience)
            {
                throw new PeerLostException($"Device {rank + 1} of {Devices} {complaint} after {patience.TotalSeconds:0} s.");
            }
        }
    }

    private async Task<GradientSlice> AnswerAsync(long asked, Func<bool> isReady, Func<byte[]> read, CancellationToken cancellationToken)
    {
        if (asked < step)
        {
            throw new PeerLostException($"Device {Rank + 1} of {Devices} is at step {step}, past step {asked}.");
        }

        long started = clock.GetTimestamp();
        while (end is null && !isReady())
        {
            var left = PollPatience - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return new GradientSlice([]);
            }

            await changes.WaitAsync(changes.Revision, left, clock, cancellationToken);
        }

        ThrowIfClosed();
        return new GradientSlice(read());
    }

    // The first failure is the one to be told; the others are what it causes.
    private static async Task AllOrNothingAsync(Task[] tasks, CancellationTokenSource failed)
    {
        var open = tasks.ToList();
        while (open.Count > 0)
        {
            var first = await Task.WhenAny(open);
            open.Remove(first);
            if (!first.IsCompletedSuccessfully)
            {
                await failed.CancelAsync();
                await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                await first;
            }
        }
    }
}
