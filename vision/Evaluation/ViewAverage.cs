namespace BirdGrid.Vision.Evaluation;

/// <summary>Averages the probabilities of several views of the same photos (test-time augmentation). Not thread-safe.</summary>
public sealed class ViewAverage
{
    // Smaller than any mean of probabilities that a float softmax gives, and its logarithm is finite.
    private const double Least = 1e-30;

    private readonly int classCount;
    private readonly double[] sums;

    /// <summary>Starts without views.</summary>
    /// <param name="photoCount">Photos, at least 1.</param>
    /// <param name="classCount">Classes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is below 1.</exception>
    public ViewAverage(int photoCount, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(photoCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        this.classCount = classCount;
        sums = new double[checked(photoCount * classCount)];
    }

    /// <summary>Views added.</summary>
    public int Views { get; private set; }

    /// <summary>Adds a view of all photos.</summary>
    /// <param name="logits">Row-major [photos, classes], finite.</param>
    /// <exception cref="ArgumentException">The logits do not fill the shape.</exception>
    public void Add(ReadOnlySpan<float> logits)
    {
        if (logits.Length != sums.Length)
        {
            throw new ArgumentException($"There are {logits.Length} logits; expected {sums.Length}.", nameof(logits));
        }

        float[] probabilities = new float[classCount];
        for (int row = 0; row < sums.Length; row += classCount)
        {
            Softmax.Probabilities(logits.Slice(row, classCount), probabilities);
            for (int c = 0; c < classCount; c++)
            {
                sums[row + c] += probabilities[c];
            }
        }

        Views++;
    }

    /// <summary>Logarithms of the mean probabilities: logits that an <see cref="EvaluationBuilder"/> takes.</summary>
    /// <returns>Row-major [photos, classes].</returns>
    /// <exception cref="InvalidOperationException">There was no view.</exception>
    public float[] LogProbabilities() => Views == 0
        ? throw new InvalidOperationException("There is no view to average over.")
        : Array.ConvertAll(sums, sum => (float)Math.Log(Math.Max(sum / Views, Least)));
}
