namespace BirdGrid.Vision.Training;

/// <summary>
/// The order in which an epoch visits the training photos: a pure function of seed and epoch, so that a resumed run visits them as the
/// uninterrupted one would have.
/// </summary>
public static class EpochOrder
{
    private const ulong Stream = 0x65706F6368; // "epoch" in ASCII
    private const ulong WeightedStream = 0x7765696768; // "weigh" in ASCII

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
    /// As many photos as there are, drawn independently with replacement, each in proportion to its weight: with a class's weight 1 / its number of
    /// photos every class is expected equally often.
    /// </summary>
    /// <param name="weights">A weight for each training photo, finite, not negative, one at least above 0.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="epoch">Epoch, counted from 0.</param>
    /// <returns>Photo indices in visiting order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is negative.</exception>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or all are 0.</exception>
    public static int[] Weighted(ReadOnlySpan<double> weights, ulong seed, int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        double[] upTo = new double[weights.Length];
        double sum = 0;
        for (int i = 0; i < upTo.Length; i++)
        {
            if (!(weights[i] >= 0) || !double.IsFinite(weights[i]))
            {
                throw new ArgumentException($"The weight of photo {i} is {weights[i]}; it must be finite and not negative.", nameof(weights));
            }

            sum += weights[i];
            upTo[i] = sum;
        }

        if (upTo.Length > 0 && sum == 0)
        {
            throw new ArgumentException("All weights are 0: there is nothing to draw.", nameof(weights));
        }

        int[] order = new int[upTo.Length];
        var random = new SplitMix64(SplitMix64.Key(seed, WeightedStream, (ulong)epoch));
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = FirstAbove(upTo, random.NextDouble() * sum);
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

    // The drawn value lies below the sum, so that a photo of weight 0, which adds nothing, is never the first above it.
    private static int FirstAbove(double[] upTo, double value)
    {
        int low = 0;
        int high = upTo.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (upTo[middle] > value)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
