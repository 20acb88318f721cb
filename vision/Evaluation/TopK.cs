namespace BirdGrid.Vision.Evaluation;

/// <summary>The best labels of one photo.</summary>
public static class TopK
{
    /// <summary>Softmax probabilities of the best classes, best first; equal ones in class order.</summary>
    /// <param name="logits">One logit a class.</param>
    /// <param name="count">How many; more than there are classes gives all.</param>
    public static IReadOnlyList<(int Index, float Probability)> Of(ReadOnlySpan<float> logits, int count)
    {
        float[] probabilities = new float[logits.Length];
        Softmax(logits, probabilities);
        return
        [
            .. Enumerable.Range(0, probabilities.Length)
                .OrderByDescending(i => probabilities[i])
                .ThenBy(i => i)
                .Take(count)
                .Select(i => (i, probabilities[i])),
        ];
    }

    /// <summary>Softmax, shifted by the largest logit so that nothing overflows.</summary>
    /// <param name="logits">One logit a class.</param>
    /// <param name="probabilities">Receives as many probabilities, summing to 1.</param>
    public static void Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        float largest = float.NegativeInfinity;
        foreach (float logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] = MathF.Exp(logits[i] - largest);
            sum += probabilities[i];
        }

        for (int i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = (float)(probabilities[i] / sum);
        }
    }
}
