using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Training;
using BirdGrid.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Training;

public sealed class SessionReporterTests
{
    private static readonly TrainingProgress Progress = new(1, 2, 3, 4, 5, 6);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LosableSession session = new();
    private readonly SessionReporter reporter;

    public SessionReporterTests() => reporter = new SessionReporter(session, fence: 7, clock);

    [Fact]
    public async Task An_epoch_is_reported_again_until_it_has_arrived()
    {
        session.Losses = 3;

        await FinishAsync(reporter.ReportAsync(new EpochRecord { Epoch = 1, LearningRate = 0, TrainLoss = 0, TrainAccuracy = 0, ValidationLoss = 0, ValidationAccuracy = 0, ValidationTop5 = 0, Seconds = 0, DataWaitSeconds = 0, MonitoredSplit = DatasetSplit.Validation }, checkpoint: null, CancellationToken.None));

        Assert.Equal([1], session.Epochs);
    }

    [Fact]
    public async Task Lost_progress_does_not_end_the_run()
    {
        // A long time without a report is not a long silence.
        clock.Advance(TimeSpan.FromMinutes(5));
        session.Losses = 1;

        await reporter.SayAsync(TrainingState.Training, string.Empty, Progress);

        Assert.Equal(0, session.Losses);
    }

    [Fact]
    public async Task A_trainer_that_hears_nothing_for_long_ends()
    {
        session.Losses = int.MaxValue;
        await reporter.SayAsync(TrainingState.Training, string.Empty, Progress);
        clock.Advance(TimeSpan.FromSeconds(31));

        await Assert.ThrowsAsync<TimeoutException>(() => reporter.SayAsync(TrainingState.Training, string.Empty, Progress));
    }

    [Fact]
    public async Task A_refused_report_ends_the_run()
    {
        session.Fence = 8;

        await Assert.ThrowsAsync<FencedOffException>(() => reporter.SayAsync(TrainingState.Training, string.Empty, Progress));
    }

    [Fact]
    public async Task A_trainer_that_only_waits_is_told_that_it_is_no_longer_wanted()
    {
        session.Fence = 8;

        await Assert.ThrowsAsync<FencedOffException>(() => FinishAsync(reporter.WhileWantedAsync(cancelled => Task.Delay(Timeout.Infinite, cancelled), CancellationToken.None)));
    }

    [Fact]
    public async Task A_write_that_finds_no_room_waits_and_says_so_and_goes_on_when_there_is()
    {
        await reporter.SayAsync(TrainingState.Training, "Epoch 3.", Progress);
        int calls = 0;

        var writing = reporter.WriteAsync(() => ++calls < 20 ? throw new DiskException(DiskFault.Full) : Task.FromResult(calls), CancellationToken.None);
        while (!session.Said.Contains(DiskException.WaitFor(DiskFault.Full)))
        {
            await Task.Yield();
        }

        await FinishAsync(writing);
        Assert.Equal(20, await writing);
        Assert.Equal("Epoch 3.", session.Said[^1]);
    }

    [Fact]
    public async Task An_epoch_that_its_session_has_no_room_for_is_reported_until_it_has()
    {
        session.FullDisks = 12;

        await FinishAsync(reporter.ReportAsync(new EpochRecord { Epoch = 1, LearningRate = 0, TrainLoss = 0, TrainAccuracy = 0, ValidationLoss = 0, ValidationAccuracy = 0, ValidationTop5 = 0, Seconds = 0, DataWaitSeconds = 0, MonitoredSplit = DatasetSplit.Validation }, checkpoint: null, CancellationToken.None));

        Assert.Equal([1], session.Epochs);
    }

    [Fact]
    public async Task A_session_that_is_cancelled_while_it_waits_for_room_ends()
    {
        var writing = reporter.WriteAsync<int>(() => throw new DiskException(DiskFault.Full), CancellationToken.None);
        session.Fence = 8;

        await Assert.ThrowsAsync<FencedOffException>(() => FinishAsync(writing));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(31 * 24)]
    public async Task A_wall_clock_that_steps_silences_nobody(int hours)
    {
        var stepping = new SteppingClock(clock);
        var steady = new SessionReporter(session, fence: 7, stepping);
        await steady.SayAsync(TrainingState.Training, "one", Progress);
        stepping.StepWall(TimeSpan.FromHours(hours));
        await steady.SayOccasionallyAsync(TrainingState.Training, "at once", () => Progress);
        Assert.Equal(["one"], session.Said);

        clock.Advance(TimeSpan.FromMilliseconds(200));
        await steady.SayOccasionallyAsync(TrainingState.Training, "two", () => Progress);
        Assert.Equal(["one", "two"], session.Said);
    }

    [Fact]
    public async Task A_run_ends_with_its_own_end()
    {
        await reporter.WhileWantedAsync(_ => Task.CompletedTask, CancellationToken.None);
        await Assert.ThrowsAsync<InvalidDataException>(() => reporter.WhileWantedAsync(_ => Task.FromException(new InvalidDataException()), CancellationToken.None));
    }

    private async Task FinishAsync(Task report)
    {
        while (!report.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await report;
    }
}
