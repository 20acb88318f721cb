using System.Text.Json;
using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class EarlyStoppingTests
{
    [Fact]
    public void Stops_when_patience_is_exhausted_and_remembers_the_best()
    {
        double[] accuracies = [0.5, 0.7, 0.6, 0.69, 0.9];
        var state = new EarlyStopping(patience: 2);
        bool[] stops = new bool[accuracies.Length];
        for (int epoch = 0; epoch < accuracies.Length; epoch++)
        {
            state = state.After(Metrics(epoch, accuracies[epoch], loss: 1));
            stops[epoch] = state.ShouldStop;
            if (epoch == 3)
            {
                Assert.Equal(1, state.Best!.Epoch);
                Assert.Equal(2, state.EpochsSinceBest);
            }
        }

        Assert.Equal([false, false, false, true, false], stops);
        Assert.Equal(4, state.Best!.Epoch);
    }

    [Fact]
    public void Equal_accuracy_with_a_lower_loss_is_better()
    {
        var state = EarlyStopping.Replay(1, [Metrics(0, 0.8, 1.0), Metrics(1, 0.8, 0.9)]);
        Assert.Equal(1, state.Best!.Epoch);
        Assert.True(state.After(Metrics(2, 0.8, 0.9)).ShouldStop);
    }

    [Fact]
    public void Patience_of_zero_never_stops() =>
        Assert.False(EarlyStopping.Replay(0, Enumerable.Range(0, 50).Select(epoch => Metrics(epoch, 1 - (0.01 * epoch), 1))).ShouldStop);

    [Fact]
    public void Without_validation_the_last_epoch_is_the_best()
    {
        var state = EarlyStopping.Replay(1, [Metrics(0, null, null), Metrics(1, null, null)]);
        Assert.Equal(1, state.Best!.Epoch);
        Assert.False(state.ShouldStop);
    }

    [Fact]
    public void Replay_is_the_same_as_observing()
    {
        EpochMetrics[] curve = [Metrics(0, 0.3, 2), Metrics(1, 0.5, 1), Metrics(2, 0.4, 1)];
        var observed = curve.Aggregate(new EarlyStopping(3), (state, epoch) => state.After(epoch));
        Assert.Equal(observed, EarlyStopping.Replay(3, curve));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(-1));
    }

    [Fact]
    public void A_curve_survives_json()
    {
        EpochMetrics[] curve = [Metrics(0, null, null), Metrics(1, 0.5, 1.25)];
        Assert.Equal(curve, JsonSerializer.Deserialize<EpochMetrics[]>(JsonSerializer.Serialize(curve))!);
    }

    private static EpochMetrics Metrics(int epoch, double? accuracy, double? loss) => new()
    {
        Epoch = epoch,
        LearningRate = 0.1,
        TrainLoss = 1,
        TrainAccuracy = 0.5,
        ValidationLoss = loss,
        ValidationAccuracy = accuracy,
        ValidationTop5 = accuracy,
        Seconds = 1,
        WaitForDataSeconds = 0,
        PhotosPerSecond = 10,
    };
}
