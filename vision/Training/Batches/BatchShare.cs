namespace BirdGrid.Vision.Training;

/// <summary>The photos of a batch that one of several devices learns from.</summary>
/// <param name="Positions">Their positions in the batch, in the order in which the device takes them; none where the batch is too small.</param>
/// <param name="BatchCount">Photos of the whole batch.</param>
public sealed record BatchShare(IReadOnlyList<int> Positions, int BatchCount)
{
    // BatchNorm cannot learn from the variance of one photo, and a photo is mixed with its mirror position in the batch.
    private const int Pair = 2;

    /// <summary>Position of the first photo; 0 without any.</summary>
    public int First => Positions.Count == 0 ? 0 : Positions[0];

    /// <summary>
    /// Cuts a batch as evenly as may be: in a row, or, where photos are mixed, in pairs of a photo and its partner, which then are on one device.
    /// Shares have two photos at least where BatchNorm statistics are learnt or photos are mixed; a batch too small for that leaves the last devices out.
    /// </summary>
    /// <param name="options">How to learn.</param>
    /// <param name="batchCount">Photos of the whole batch, at least 1.</param>
    /// <param name="rank">Number of the device, counted from 0.</param>
    /// <param name="devices">Number of devices, at least 1.</param>
    /// <returns>One device's share; those of all devices together are the batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static BatchShare Of(TrainingOptions options, int batchCount, int rank, int devices)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, devices);
        int used = Math.Clamp(batchCount / MinimumPhotos(options), 1, devices);
        if (rank >= used)
        {
            return new BatchShare([], batchCount);
        }

        bool inPairs = options.Mix is not null;
        int units = inPairs ? batchCount / Pair : batchCount;
        int first = (int)((long)units * rank / used);
        int end = (int)((long)units * (rank + 1) / used);
        return new BatchShare(inPairs ? [.. PairsOf(first, end, batchCount)] : [.. Enumerable.Range(first, end - first)], batchCount);
    }

    /// <summary>Photos that a device needs at least, if it takes part in a step.</summary>
    /// <param name="options">How to learn.</param>
    public static int MinimumPhotos(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Mix is not null || !options.FreezeBatchNorm ? Pair : 1;
    }

    /// <summary>The photos of a batch that are in the share, in its order.</summary>
    /// <typeparam name="T">Something a photo.</typeparam>
    /// <param name="batch">One for each photo of the batch.</param>
    public T[] Of<T>(IReadOnlyList<T> batch) => [.. Positions.Select(position => batch[position])];

    // In reverse, the share is its own partners: the middle photo of an odd batch, its own partner, stays in the middle.
    private static IEnumerable<int> PairsOf(int first, int end, int batchCount)
    {
        bool hasMiddle = batchCount % Pair != 0 && end == batchCount / Pair;
        return Enumerable.Range(first, end - first + (hasMiddle ? 1 : 0)).Concat(Enumerable.Range(batchCount - end, end - first));
    }
}
