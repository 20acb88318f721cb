namespace BirdGrid.Vision.Evaluation;

/// <summary>Probabilities from logits, stable for logits of any size: the largest logit is subtracted before exponentiation.</summary>
public static class Softmax
{
    /// <summary>Fills in exp(logit) / sum(exp(logits)).</summary>
    /// <param name="logits">One logit a class, finite.</param>
    /// <param name="probabilities">Receives one probability a class; they add up to 1. May be the same memory as the logits.</param>
    /// <exception cref="ArgumentException">There are no logits, or the two differ in length.</exception>
    public static void Probabilities(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        if (probabilities.Length != logits.Length)
        {
            throw new ArgumentException($"There are {logits.Length} logits but room for {probabilities.Length} probabilities.", nameof(probabilities));
        }

        var (max, sum) = Sum(logits);
        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] = (float)(Math.Exp(logits[i] - max) / sum);
        }
    }

    /// <summary>log(sum(exp(logits))), so that <c>LogSumExp(logits) - logits[label]</c> is the cross-entropy of the label in nats.</summary>
    /// <param name="logits">One logit a class, finite.</param>
    /// <exception cref="ArgumentException">There are no logits.</exception>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        var (max, sum) = Sum(logits);
        return max + Math.Log(sum);
    }

    /// <summary>The largest logit, and the sum of exp(logit - largest), which is at least 1.</summary>
    internal static (double Max, double Sum) Sum(ReadOnlySpan<float> logits)
    {
        if (logits.IsEmpty)
        {
            throw new ArgumentException("There are no logits.", nameof(logits));
        }

        double max = logits[0];
        foreach (float logit in logits)
        {
            max = Math.Max(max, logit);
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - max);
        }

        return (max, sum);
    }
}
