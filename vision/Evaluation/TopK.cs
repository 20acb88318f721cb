namespace BirdGrid.Vision.Evaluation;

/// <summary>The k most likely classes. Equal ones keep the order of their indices, here and in every accuracy.</summary>
public static class TopK
{
    /// <summary>The classes of highest logit with their softmax probabilities.</summary>
    /// <param name="logits">One logit a class, finite.</param>
    /// <param name="k">How many, at least 1; all classes where there are fewer.</param>
    /// <returns>The most likely class first.</returns>
    /// <exception cref="ArgumentException">There are no logits.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public static ClassProbability[] FromLogits(ReadOnlySpan<float> logits, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var (max, sum) = Softmax.Sum(logits);
        var top = new ClassProbability[Math.Min(k, logits.Length)];
        int filled = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            int place = filled;
            while (place > 0 && logits[i] > logits[top[place - 1].ClassIndex])
            {
                place--;
            }

            if (place < top.Length)
            {
                filled = Math.Min(filled + 1, top.Length);
                top.AsSpan(place, filled - place - 1).CopyTo(top.AsSpan(place + 1));
                top[place] = new ClassProbability(i, (float)(Math.Exp(logits[i] - max) / sum));
            }
        }

        return top;
    }

    /// <summary>The class of highest logit, the first of equal ones.</summary>
    /// <param name="logits">One logit a class, finite.</param>
    /// <exception cref="ArgumentException">There are no logits.</exception>
    public static int Best(ReadOnlySpan<float> logits)
    {
        if (logits.IsEmpty)
        {
            throw new ArgumentException("There are no logits.", nameof(logits));
        }

        int best = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>How many classes come before the label: 0 where it is the most likely one, below k where it is among the first k.</summary>
    /// <param name="logits">One logit a class, finite.</param>
    /// <param name="label">The class asked for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public static int RankOf(ReadOnlySpan<float> logits, int label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, logits.Length);
        float own = logits[label];
        int rank = 0;
        for (int i = 0; i < label; i++)
        {
            rank += logits[i] >= own ? 1 : 0;
        }

        for (int i = label + 1; i < logits.Length; i++)
        {
            rank += logits[i] > own ? 1 : 0;
        }

        return rank;
    }
}
