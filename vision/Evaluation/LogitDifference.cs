namespace BirdGrid.Vision.Evaluation;

/// <summary>How far two networks' answers to the same images lie apart.</summary>
public static class LogitDifference
{
    /// <summary>The largest absolute difference; not-a-number where a logit of either is none.</summary>
    /// <param name="logits">Logits of one.</param>
    /// <param name="expected">Logits of the other, in the same order.</param>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static double Largest(ReadOnlySpan<float> logits, ReadOnlySpan<float> expected)
    {
        if (logits.Length != expected.Length)
        {
            throw new ArgumentException($"There are {logits.Length} logits to compare with {expected.Length}.", nameof(logits));
        }

        double largest = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)logits[i] - expected[i]));
        }

        return largest;
    }
}
