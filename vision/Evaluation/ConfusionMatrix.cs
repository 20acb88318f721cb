namespace BirdGrid.Vision.Evaluation;

/// <summary>How many photos of each class were taken for which class.</summary>
public sealed record ConfusionMatrix
{
    /// <summary>Number of classes.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Photos, row-major [actual class, predicted class]; the diagonal was recognised.</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    /// <summary>Photos of one class that were taken for another (or the same).</summary>
    /// <param name="actual">Class of the photos.</param>
    /// <param name="predicted">Class they were taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int this[int actual, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(actual);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(actual, ClassCount);
            ArgumentOutOfRangeException.ThrowIfNegative(predicted);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predicted, ClassCount);
            return Counts[(actual * ClassCount) + predicted];
        }
    }

    /// <summary>Count and recognised photos of every class, in the order of the classes.</summary>
    public IReadOnlyList<ClassAccuracy> PerClass()
    {
        var classes = new ClassAccuracy[ClassCount];
        for (int actual = 0; actual < classes.Length; actual++)
        {
            int count = 0;
            for (int predicted = 0; predicted < ClassCount; predicted++)
            {
                count += this[actual, predicted];
            }

            classes[actual] = new ClassAccuracy(actual, count, this[actual, actual]);
        }

        return classes;
    }

    /// <summary>The wrong cells with the most photos; equal ones in the order of their classes.</summary>
    /// <param name="limit">How many at most, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public IReadOnlyList<ConfusedPair> MostConfused(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return
        [
            .. Counts
                .Select((count, cell) => new ConfusedPair(cell / ClassCount, cell % ClassCount, count))
                .Where(pair => pair.Actual != pair.Predicted && pair.Count > 0)
                .OrderByDescending(pair => pair.Count)
                .Take(limit),
        ];
    }
}
