namespace BirdGrid.Vision.Training;

/// <summary>Sums over the photos of one batch; batches add up to an epoch.</summary>
/// <param name="LossSum">
/// Loss summed over the photos, in nats: while training the loss that is minimised (with label smoothing), in evaluation plain cross-entropy.
/// </param>
/// <param name="Correct">Photos whose label has the highest logit; of a mixed photo the label with the larger share.</param>
/// <param name="Correct5">Photos whose label is among the five highest logits.</param>
/// <param name="Count">Photos.</param>
public readonly record struct BatchMetrics(double LossSum, int Correct, int Correct5, int Count)
{
    /// <summary>Mean loss a photo; NaN without photos.</summary>
    public double MeanLoss => LossSum / Count;

    /// <summary>Share of photos recognised, 0 to 1; NaN without photos.</summary>
    public double Accuracy => (double)Correct / Count;

    /// <summary>Share of photos with the label among the first five, 0 to 1; NaN without photos.</summary>
    public double Top5 => (double)Correct5 / Count;

    /// <summary>Adds the sums of two batches.</summary>
    public static BatchMetrics operator +(BatchMetrics left, BatchMetrics right) => left.Add(right);

    /// <summary>Adds the sums of another batch.</summary>
    /// <param name="other">The other batch.</param>
    public BatchMetrics Add(BatchMetrics other) =>
        new(LossSum + other.LossSum, Correct + other.Correct, Correct5 + other.Correct5, Count + other.Count);
}
