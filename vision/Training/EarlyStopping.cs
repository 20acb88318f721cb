namespace BirdGrid.Vision.Training;

/// <summary>Notices that validation accuracy has stopped rising. A pure function of what it has observed.</summary>
/// <param name="patience">Epochs without a better one before <see cref="ShouldStop"/>; 0: never.</param>
public sealed class EarlyStopping(int patience)
{
    private double bestAccuracy = double.NegativeInfinity;
    private double bestLoss = double.PositiveInfinity;
    private int lastEpoch;

    /// <summary>The best epoch so far; 0: none.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>Whether training should end.</summary>
    public bool ShouldStop => patience > 0 && lastEpoch - BestEpoch >= patience;

    /// <summary>Takes in an epoch's validation figures; equal accuracies are decided by the lower loss.</summary>
    public void Observe(int epoch, double accuracy, double loss)
    {
        lastEpoch = epoch;
        if (accuracy > bestAccuracy || (accuracy == bestAccuracy && loss < bestLoss))
        {
            (bestAccuracy, bestLoss, BestEpoch) = (accuracy, loss, epoch);
        }
    }
}
