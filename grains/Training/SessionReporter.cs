using BirdGrid.Grains.Disks;

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

    /// <summary>A write that found no room is tried again after so long, and after twice as long every time.</summary>
    private static readonly TimeSpan FirstDiskPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestDiskPause = TimeSpan.FromSeconds(15);

    private long? lastProgress;
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
        lastProgress = clock.GetTimestamp();
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
        HasBeenSilentFor(Interval) ? SayAsync(state, message, progress()) : Task.CompletedTask;

    /// <summary>Says what the trainer waits for before it can go on with what it is doing.</summary>
    public Task SayWaitingAsync(string message) => SayAsync(lastState, message, lastSaid);

    /// <summary>Reports a finished epoch.</summary>
    public async Task ReportAsync(EpochRecord epoch, TrainingCheckpoint? checkpoint, CancellationToken cancellationToken) =>
        Require(await WriteAsync(() => RepeatAsync(() => session.ReportEpoch(fence, epoch, checkpoint)), cancellationToken));

    /// <summary>Hands in the result.</summary>
    public async Task CompleteAsync(TrainingResult result, CancellationToken cancellationToken) =>
        Require(await WriteAsync(() => RepeatAsync(() => session.Complete(fence, result)), cancellationToken));

    /// <summary>
    /// Writes something, again and again while a disk takes no bytes: what was trained stays in memory, the session says what it waits for, and goes on
    /// when there is room. A session that is cancelled meanwhile ends the wait.
    /// </summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="write">Writes; may be repeated.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FencedOffException">A later trainer has taken over, or the session has ended.</exception>
    public async Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        var (pause, message, hasWaited) = (FirstDiskPause, lastMessage, false);
        while (true)
        {
            try
            {
                var result = await write();
                if (hasWaited)
                {
                    await SayAsync(lastState, message, lastSaid);
                }

                return result;
            }
            catch (Exception failure) when (DiskFaults.Of(failure) is var fault and not DiskFault.None)
            {
                hasWaited = true;
                await SayAsync(lastState, DiskException.WaitFor(fault), lastSaid);
                await Task.Delay(pause, clock, cancellationToken);
                pause = pause * 2 < LongestDiskPause ? pause * 2 : LongestDiskPause;
            }
        }
    }

    private bool HasBeenSilentFor(TimeSpan time) => lastProgress is not { } last || clock.GetElapsedTime(last) >= time;

    private async Task KeepAskingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(LongestWithoutReport, clock, cancellationToken);
            if (HasBeenSilentFor(LongestWithoutReport))
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
