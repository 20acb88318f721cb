using BirdGrid.Grains.Datasets;

namespace BirdGrid.Grains.Training;

/// <summary>Which epoch's weights are kept.</summary>
public static class BestEpoch
{
    /// <summary>
    /// The epoch with the best validation accuracy, the lower loss deciding between equals; 0 where nothing may be selected on:
    /// test photos are only watched, never selected on.
    /// </summary>
    public static int Of(IReadOnlyList<EpochRecord> epochs)
    {
        EpochRecord? best = null;
        foreach (var epoch in epochs)
        {
            if (epoch.MonitoredSplit == DatasetSplit.Validation && (best is null || IsBetter(epoch, best)))
            {
                best = epoch;
            }
        }

        return best?.Epoch ?? 0;
    }

    private static bool IsBetter(EpochRecord epoch, EpochRecord best) =>
        epoch.ValidationAccuracy > best.ValidationAccuracy
        || (epoch.ValidationAccuracy == best.ValidationAccuracy && epoch.ValidationLoss < best.ValidationLoss);
}
