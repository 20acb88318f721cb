using BirdGrid.Grains.Datasets;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training;

/// <summary>What the validation figures of a session's epochs say.</summary>
internal static class BestEpoch
{
    /// <summary>
    /// The epoch with the best validation accuracy; 0 where nothing may be selected on: test photos are only watched, never selected on.
    /// </summary>
    public static int Of(IReadOnlyList<EpochRecord> epochs) => Replay(epochs, patience: 0).Best?.Epoch ?? 0;

    /// <summary>Whether accuracy has not risen for so many epochs that the session should end.</summary>
    public static bool ShouldStop(IReadOnlyList<EpochRecord> epochs, int patience) => Replay(epochs, patience).ShouldStop;

    private static EarlyStopping Replay(IReadOnlyList<EpochRecord> epochs, int patience) =>
        EarlyStopping.Replay(patience, epochs.Where(e => e.MonitoredSplit == DatasetSplit.Validation).Select(e => new EpochMetrics
        {
            Epoch = e.Epoch,
            LearningRate = e.LearningRate,
            TrainLoss = e.TrainLoss,
            TrainAccuracy = e.TrainAccuracy,
            ValidationLoss = e.ValidationLoss,
            ValidationAccuracy = e.ValidationAccuracy,
            ValidationTop5 = e.ValidationTop5,
            Seconds = e.Seconds,
            WaitForDataSeconds = e.DataWaitSeconds,
            PhotosPerSecond = 0,
        }));
}
