using BirdGrid.Vision.Evaluation;

namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>Compares a shadow's answer with the one that the caller got, by labels: versions need not have the same classes.</summary>
internal static class ShadowComparison
{
    /// <summary>Compares every image.</summary>
    public static AgreementCounts Of(InferenceAnswer answered, InferenceAnswer shadow)
    {
        var counts = AgreementCounts.Zero;
        for (int i = 0; i < answered.Count; i++)
        {
            var best = BestOf(answered, i);
            var copy = BestOf(shadow, i);
            double probability = ProbabilityOf(shadow, i, best.Label);
            counts = counts.Plus(new AgreementCounts(1, best.Label == copy.Label ? 1 : 0, Math.Abs(best.Probability - probability), 0));
        }

        return counts;
    }

    private static (string Label, double Probability) BestOf(InferenceAnswer answer, int image)
    {
        var best = TopK.FromLogits(answer.LogitsOf(image), 1)[0];
        return (answer.Version.Labels[best.ClassIndex], best.Probability);
    }

    private static double ProbabilityOf(InferenceAnswer answer, int image, string label)
    {
        float[] probabilities = new float[answer.Version.Labels.Count];
        Softmax.Probabilities(answer.LogitsOf(image), probabilities);
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (answer.Version.Labels[i] == label)
            {
                return probabilities[i];
            }
        }

        return 0;
    }
}
