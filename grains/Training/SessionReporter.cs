namespace BirdGrid.Grains.Training;

/// <summary>A trainer's line to its session. Every report carries the fence; a refused one ends the run.</summary>
internal sealed class SessionReporter(ITrainingSessionGrain session, long fence, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private DateTimeOffset lastProgress;
    private TrainingState lastState = TrainingState.Preparing;
    private TrainingProgress lastSaid = new(0, 0, 0, 0, 0, 0);

    /// <summary>Says what the trainer is doing.</summary>
    public async Task SayAsync(TrainingState state, string message, TrainingProgress progress)
    {
        lastProgress = clock.GetUtcNow();
        lastState = state;
        lastSaid = progress;
        Require(await session.ReportProgress(fence, state, message, progress));
    }

    /// <summary>Says how far it is, at most a few times a second.</summary>
    public Task SayOccasionallyAsync(TrainingState state, string message, Func<TrainingProgress> progress) =>
        clock.GetUtcNow() - lastProgress >= Interval ? SayAsync(state, message, progress()) : Task.CompletedTask;

    /// <summary>Says what the trainer waits for before it can go on with what it is doing.</summary>
    public Task SayWaitingAsync(string message) => SayAsync(lastState, message, lastSaid);

    /// <summary>Reports a finished epoch.</summary>
    public async Task ReportAsync(EpochRecord epoch, TrainingCheckpoint? checkpoint) =>
        Require(await session.ReportEpoch(fence, epoch, checkpoint));

    /// <summary>Hands in the result.</summary>
    public async Task CompleteAsync(TrainingResult result) => Require(await session.Complete(fence, result));

    private static void Require(bool accepted)
    {
        if (!accepted)
        {
            throw new FencedOffException();
        }
    }
}
