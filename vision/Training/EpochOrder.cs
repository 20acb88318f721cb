namespace BirdGrid.Vision.Training;

/// <summary>In which order and in which batches an epoch sees its photos: a pure function of seed and epoch.</summary>
public static class EpochOrder
{
    /// <summary>Number of batches that <see cref="Batches"/> gives.</summary>
    public static int BatchCount(int photos, int batchSize)
    {
        int full = photos / batchSize;
        int rest = photos % batchSize;
        return Math.Max(1, rest > 1 ? full + 1 : full);
    }

    /// <summary>
    /// Shuffles photos (Fisher-Yates) and cuts them into batches. The last batch may be smaller; a single photo left over joins the batch
    /// before it, because batch normalisation cannot learn from one.
    /// </summary>
    /// <param name="photos">Indices of the photos.</param>
    /// <param name="batchSize">Photos of a batch, at least 2.</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="epoch">The epoch.</param>
    public static IReadOnlyList<int[]> Batches(ReadOnlySpan<int> photos, int batchSize, ulong seed, int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 2);
        int[] order = photos.ToArray();
        var random = SplitMix64.For(seed, (ulong)epoch);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        int count = BatchCount(order.Length, batchSize);
        var batches = new int[count][];
        for (int b = 0; b < count; b++)
        {
            batches[b] = order[(b * batchSize)..(b == count - 1 ? order.Length : (b + 1) * batchSize)];
        }

        return batches;
    }
}
