namespace BirdGrid.Vision.Training;

/// <summary>Figures of photos that went through the network; add them up over batches.</summary>
/// <param name="LossSum">Sum of the photos' losses, nats.</param>
/// <param name="Correct">Photos whose best label is right.</param>
/// <param name="Correct5">Photos whose label is among the best five.</param>
/// <param name="Count">Photos.</param>
public readonly record struct BatchMetrics(double LossSum, int Correct, int Correct5, int Count)
{
    /// <summary>Mean loss; NaN of nothing.</summary>
    public double MeanLoss => LossSum / Count;

    /// <summary>Top-1 accuracy, 0 to 1; NaN of nothing.</summary>
    public double Accuracy => (double)Correct / Count;

    /// <summary>Top-5 accuracy, 0 to 1; NaN of nothing.</summary>
    public double Top5Accuracy => (double)Correct5 / Count;

    /// <summary>Figures of both.</summary>
    public static BatchMetrics operator +(BatchMetrics left, BatchMetrics right) => Add(left, right);

    /// <summary>Figures of both.</summary>
    public static BatchMetrics Add(BatchMetrics left, BatchMetrics right) =>
        new(left.LossSum + right.LossSum, left.Correct + right.Correct, left.Correct5 + right.Correct5, left.Count + right.Count);
}
