namespace BirdGrid.Vision.Training;

/// <summary>
/// The order in which an epoch visits the training photos: a pure function of seed and epoch, so that a resumed run visits them as the
/// uninterrupted one would have.
/// </summary>
public static class EpochOrder
{
    private const ulong Stream = 0x65706F6368; // "epoch" in ASCII

    /// <summary>A uniformly drawn permutation of 0 .. <paramref name="photoCount"/> - 1 (Fisher-Yates over SplitMix64).</summary>
    /// <param name="photoCount">Number of training photos, at least 0.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="epoch">Epoch, counted from 0.</param>
    /// <returns>Photo indices in visiting order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count or epoch is negative.</exception>
    public static int[] Permutation(int photoCount, ulong seed, int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(photoCount);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        int[] order = new int[photoCount];
        var random = new SplitMix64(SplitMix64.Key(seed, Stream, (ulong)epoch));
        for (int i = 0; i < order.Length; i++)
        {
            int j = (int)random.NextBelow((uint)i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }

    /// <summary>
    /// Cuts an epoch's order into batches of <paramref name="batchSize"/>; the last one takes what is left. A single photo left over joins the
    /// batch before it (which then has one photo more), because BatchNorm cannot learn from the variance of one; a set of one photo stays as it is.
    /// </summary>
    /// <param name="order">Photo indices in visiting order.</param>
    /// <param name="batchSize">Photos a batch, at least 1.</param>
    /// <returns><see cref="StepsPerEpoch"/> slices of <paramref name="order"/>, together all of it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public static IReadOnlyList<ReadOnlyMemory<int>> Batches(ReadOnlyMemory<int> order, int batchSize)
    {
        var batches = new ReadOnlyMemory<int>[StepsPerEpoch(order.Length, batchSize)];
        for (int i = 0; i < batches.Length; i++)
        {
            bool isLast = i == batches.Length - 1;
            batches[i] = isLast ? order[(i * batchSize)..] : order.Slice(i * batchSize, batchSize);
        }

        return batches;
    }

    /// <summary>Number of batches that <see cref="Batches"/> makes of so many photos.</summary>
    /// <param name="photoCount">Number of training photos, at least 0.</param>
    /// <param name="batchSize">Photos a batch, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or the batch size below 1.</exception>
    public static int StepsPerEpoch(int photoCount, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(photoCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (int full, int rest) = Math.DivRem(photoCount, batchSize);
        bool joinsPrevious = rest == 1 && full > 0;
        return rest == 0 || joinsPrevious ? full : full + 1;
    }
}
