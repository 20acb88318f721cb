namespace BirdGrid.Grains.Training;

/// <summary>
/// A trainer's line to its session. Every report carries the fence; a refused one ends the run. The session's silo may die: what must arrive is
/// reported again until it comes up elsewhere. A trainer that hears nothing for too long is cut off from the grid, and ends: another has its session.
/// </summary>
internal sealed class SessionReporter(ITrainingSessionGrain session, long fence, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>A silo's death is noticed within 8 seconds by default.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>A trainer that has nothing to say, because it waits for batches or a device, asks this often whether it is still wanted.</summary>
    private static readonly TimeSpan LongestWithoutReport = TimeSpan.FromSeconds(10);

    private DateTimeOffset lastProgress;
    private long? silentSince;
    private TrainingState lastState = TrainingState.Preparing;
    private string lastMessage = string.Empty;
    private TrainingProgress lastSaid = new(0, 0, 0, 0, 0, 0);

    /// <summary>Runs something that ends when the session refuses the trainer, or cannot be reached, even where there is nothing to report.</summary>
    /// <exception cref="FencedOffException">A later trainer has taken over, or the session has ended.</exception>
    public async Task WhileWantedAsync(Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] both = [run(ending.Token), KeepAskingAsync(ending.Token)];
        var first = await Task.WhenAny(both);
        await ending.CancelAsync();
        await Task.WhenAll(both).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await first;
    }

    /// <summary>Says what the trainer is doing.</summary>
    public async Task SayAsync(TrainingState state, string message, TrainingProgress progress)
    {
        lastProgress = clock.GetUtcNow();
        lastState = state;
        lastMessage = message;
        lastSaid = progress;
        long asked = clock.GetTimestamp();
        try
        {
            Require(await session.ReportProgress(fence, state, message, progress));
        }
        catch (Exception lost) when (LostCall.Is(lost) && clock.GetElapsedTime(silentSince ?? asked) < LongestSilence)
        {
            // Progress is not kept anyway: the next report says more.
            silentSince ??= asked;
        }
    }

    /// <summary>Says how far it is, at most a few times a second.</summary>
    public Task SayOccasionallyAsync(TrainingState state, string message, Func<TrainingProgress> progress) =>
        clock.GetUtcNow() - lastProgress >= Interval ? SayAsync(state, message, progress()) : Task.CompletedTask;

    /// <summary>Says what the trainer waits for before it can go on with what it is doing.</summary>
    public Task SayWaitingAsync(string message) => SayAsync(lastState, message, lastSaid);

    /// <summary>Reports a finished epoch.</summary>
    public async Task ReportAsync(EpochRecord epoch, TrainingCheckpoint? checkpoint) =>
        Require(await RepeatAsync(() => session.ReportEpoch(fence, epoch, checkpoint)));

    /// <summary>Hands in the result.</summary>
    public async Task CompleteAsync(TrainingResult result) => Require(await RepeatAsync(() => session.Complete(fence, result)));

    private async Task KeepAskingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(LongestWithoutReport, clock, cancellationToken);
            if (clock.GetUtcNow() - lastProgress >= LongestWithoutReport)
            {
                await SayAsync(lastState, lastMessage, lastSaid);
            }
        }
    }

    private Task<bool> RepeatAsync(Func<Task<bool>> report) => LostCall.RepeatAsync(_ => report(), LongestSilence, clock, CancellationToken.None);

    private void Require(bool accepted)
    {
        silentSince = null;
        if (!accepted)
        {
            throw new FencedOffException();
        }
    }
}
