using BirdGrid.Vision.Training;
using CsCheck;

namespace BirdGrid.Vision.Tests.Training;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(0, 0.25)]
    [InlineData(1, 0.5)]
    [InlineData(3, 1.0)]
    [InlineData(4, 1.0)]
    [InlineData(6, 0.75)]
    [InlineData(7, 0.5)]
    [InlineData(8, 0.25)]
    [InlineData(10, 0.0)]
    [InlineData(500, 0.0)]
    public void Cosine_after_two_epochs_of_warmup(long step, double expected)
    {
        // 5 epochs of 2 steps: 4 warm-up steps, then half a cosine over 6.
        var options = Options(ScheduleKind.Cosine) with { WarmupEpochs = 2 };
        Assert.Equal(expected, LearningRateSchedule.At(step, 2, options), 1e-12);
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(5, 1.0)]
    [InlineData(6, 0.1)]
    [InlineData(11, 0.1)]
    [InlineData(12, 0.01)]
    public void Step_drops_by_its_factor(long step, double expected)
    {
        var options = Options(ScheduleKind.Step) with { StepEpochs = 2, StepFactor = 0.1 };
        Assert.Equal(expected, LearningRateSchedule.At(step, 3, options), 1e-12);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 1.0)]
    [InlineData(90, 1.0)]
    public void Constant_stays_at_the_peak_after_a_fraction_of_an_epoch(long step, double expected)
    {
        var options = Options(ScheduleKind.Constant) with { WarmupEpochs = 0.5 };
        Assert.Equal(expected, LearningRateSchedule.At(step, 4, options), 1e-12);
    }

    [Fact]
    public void The_rate_never_leaves_zero_to_peak_and_reaches_the_peak() =>
        Gen.Select(Gen.Enum<ScheduleKind>(), Gen.Int[1, 20], Gen.Double[0, 0.99], Gen.Int[1, 30], Gen.Double[0.001, 10]).Sample(
            (schedule, epochs, warmupShare, stepsPerEpoch, peak) =>
            {
                var options = new TrainingOptions
                {
                    Schedule = schedule, Epochs = epochs, WarmupEpochs = warmupShare * epochs, LearningRate = peak, StepEpochs = 3,
                };
                double[] rates = [.. Enumerable.Range(0, epochs * stepsPerEpoch)
                    .Select(step => LearningRateSchedule.At(step, stepsPerEpoch, options))];
                bool dropsBeforeItsPeak = schedule == ScheduleKind.Step && options.WarmupEpochs >= options.StepEpochs;
                return rates.All(rate => rate >= 0 && rate <= peak) && (dropsBeforeItsPeak || Math.Abs(rates.Max() - peak) <= 1e-9 * peak);
            });

    [Fact]
    public void Steps_and_epochs_must_exist()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.At(-1, 2, new TrainingOptions()));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.At(0, 0, new TrainingOptions()));
    }

    private static TrainingOptions Options(ScheduleKind schedule) => new() { Schedule = schedule, Epochs = 5, LearningRate = 1 };
}
