using BirdGrid.Vision.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Inference;

public sealed class ThroughputMeasureTests
{
    [Fact]
    public void The_median_of_the_rounds_is_reported_with_how_it_was_measured()
    {
        var time = new SteppingTime();
        var measure = new ThroughputMeasure(time) { BatchSize = 2, Rounds = 3, RoundTime = TimeSpan.FromSeconds(1) };
        var measured = measure.Run("resnet9", CPU, TestContext.Current.CancellationToken);

        // The clock moves half a second with each look at it: two batches of two photos make a round of one second.
        Assert.Equal(new InferenceThroughput("resnet9", 4, "cpu", get_num_threads(), BatchSize: 2, InputSize: 64, Rounds: 3, Seconds: 3), measured);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        var measure = new ThroughputMeasure(TimeProvider.System) { BatchSize = 1, Rounds = 1, RoundTime = TimeSpan.Zero };
        measure.Run("resnet9", CPU, TestContext.Current.CancellationToken);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        measure.Run("resnet9", CPU, TestContext.Current.CancellationToken);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void It_can_be_given_up() => Assert.Throws<OperationCanceledException>(() =>
        new ThroughputMeasure(TimeProvider.System).Run("resnet9", CPU, new CancellationToken(canceled: true)));

    private sealed class SteppingTime : TimeProvider
    {
        private long halfSeconds;

        public override long TimestampFrequency => 2;

        public override long GetTimestamp() => halfSeconds++;
    }
}
