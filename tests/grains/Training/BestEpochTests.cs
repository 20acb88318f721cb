using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Training;

namespace BirdGrid.Grains.Tests.Training;

public sealed class BestEpochTests
{
    [Fact]
    public void Validation_selects_and_test_never_does()
    {
        EpochRecord[] validated = [Epoch(1, 0.5, DatasetSplit.Validation), Epoch(2, 0.9, DatasetSplit.Validation), Epoch(3, 0.7, DatasetSplit.Validation)];
        Assert.Equal(2, BestEpoch.Of(validated));
        Assert.Equal(0, BestEpoch.Of([.. validated.Select(e => e with { MonitoredSplit = DatasetSplit.Test })]));
        Assert.Equal(0, BestEpoch.Of([]));
    }

    [Fact]
    public void Patience_counts_epochs_since_the_best()
    {
        EpochRecord[] epochs = [Epoch(1, 0.9, DatasetSplit.Validation), Epoch(2, 0.8, DatasetSplit.Validation), Epoch(3, 0.8, DatasetSplit.Validation)];
        Assert.True(BestEpoch.ShouldStop(epochs, patience: 2));
        Assert.False(BestEpoch.ShouldStop(epochs, patience: 3));
        Assert.False(BestEpoch.ShouldStop(epochs, patience: 0));
    }

    private static EpochRecord Epoch(int epoch, double accuracy, DatasetSplit split) => new()
    {
        Epoch = epoch,
        LearningRate = 0.1,
        TrainLoss = 1,
        TrainAccuracy = 0.5,
        ValidationLoss = 1,
        ValidationAccuracy = accuracy,
        ValidationTop5 = 1,
        Seconds = 1,
        DataWaitSeconds = 0,
        MonitoredSplit = split,
    };
}
