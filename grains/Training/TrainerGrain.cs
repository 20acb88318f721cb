using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Training.DataParallel;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace BirdGrid.Grains.Training;

/// <inheritdoc cref="ITrainerGrain"/>
[RequireSiloRole(SiloRole.Gpu)]
[Immovable]
public sealed partial class TrainerGrain(ISessionRunFactory runs, ILogger<TrainerGrain> logger) : Grain, ITrainerGrain, IDisposable
{
    private CancellationTokenSource? stop;
    private Task loop = Task.CompletedTask;
    private ISessionRun? run;
    private long runningFence;

    private string SessionId => this.GetPrimaryKeyString();

    private GradientExchange? Exchange => (run as SessionRun)?.Exchange;

    /// <inheritdoc/>
    public Task Run(TrainingAssignment assignment)
    {
        PlacementHint.Clear();
        if (assignment.Fence > runningFence)
        {
            // The old loop is told, not awaited: it may be waiting for the very session that is calling.
            stop?.Cancel();
            stop = new CancellationTokenSource();
            runningFence = assignment.Fence;
            DelayDeactivation(Timeout.InfiniteTimeSpan);
            loop = LoopAsync(loop, assignment, stop);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<long> GetRunningFence()
    {
        LeaveWhenIdle();
        return Task.FromResult(runningFence);
    }

    /// <inheritdoc/>
    public Task Stop()
    {
        stop?.Cancel();
        LeaveWhenIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<GradientSlice> GetContribution(long fence, long step, int slice, CancellationToken cancellationToken = default) =>
        GradientExchange.Require(Exchange, fence).AnswerContributionAsync(step, slice, cancellationToken);

    /// <inheritdoc/>
    public Task<GradientSlice> GetSum(long fence, long step, int slice, CancellationToken cancellationToken = default) =>
        GradientExchange.Require(Exchange, fence).AnswerSumAsync(step, slice, cancellationToken);

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stop?.Cancel();
        await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => stop?.Dispose();

    // The next run may be granted another silo's device: an idle activation must not hold the session to this one.
    private void LeaveWhenIdle()
    {
        if (runningFence == 0)
        {
            DeactivateOnIdle();
        }
    }

    private async Task LoopAsync(Task previous, TrainingAssignment assignment, CancellationTokenSource stopping)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding);
        try
        {
            run = runs.Create(GrainFactory, SessionId, assignment);
            await run.RunAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped(SessionId, assignment.Fence);
        }
        catch (FencedOffException)
        {
            LogStopped(SessionId, assignment.Fence);
        }
        catch (Exception lost) when (lost is RoleMissingException or BlobStoreException || LostCall.Is(lost))
        {
            // The session's next check finds no trainer, and starts one that goes on from the checkpoint.
            LogLost(lost, SessionId, assignment.Fence);
        }
        catch (Exception full) when (DiskFaults.Of(full) is var fault and not DiskFault.None)
        {
            LogNoRoom(SessionId, assignment.Fence, full.Message);
            await SayWaitsAsync(assignment.Fence, fault);
        }
        catch (PeerLostException lost)
        {
            // Not the session's end: it notices within seconds that no trainer runs, and starts another from the checkpoint.
            LogPeerLost(SessionId, assignment.Fence, lost.Message);
        }
        catch (Exception failure)
        {
            await GiveUpAsync(assignment.Fence, failure);
        }
        finally
        {
            if (runningFence == assignment.Fence)
            {
                runningFence = 0;
                DelayDeactivation(TimeSpan.Zero);
                DeactivateOnIdle();
            }

            stopping.Dispose();
            stop = stop == stopping ? null : stop;
        }
    }

    // Not the session's end either: it starts another trainer from the checkpoint when there is room.
    private async Task SayWaitsAsync(long fence, DiskFault fault)
    {
        try
        {
            await GrainFactory.GetGrain<ITrainingSessionGrain>(SessionId).WaitForDisk(fence, fault);
        }
        catch (Exception unreachable) when (LostCall.Is(unreachable))
        {
            LogLost(unreachable, SessionId, fence);
        }
    }

    private async Task GiveUpAsync(long fence, Exception failure)
    {
        LogFailed(failure, SessionId, fence);
        string message = FailureText.Of(failure);
        try
        {
            await GrainFactory.GetGrain<ITrainingSessionGrain>(SessionId).Fail(fence, message);
        }
        catch (Exception unreachable) when (LostCall.Is(unreachable) || DiskFaults.Of(unreachable) != DiskFault.None)
        {
            // The session notices by itself that no trainer runs, and starts another.
            LogFailed(unreachable, SessionId, fence);
        }
    }

    [LoggerMessage(EventId = 320, EventName = "TrainerStopped", Level = LogLevel.Information, Message = "Session {Session}: the trainer with fence {Fence} stopped.")]
    private partial void LogStopped(string session, long fence);

    [LoggerMessage(EventId = 324, EventName = "TrainerLostPeer", Level = LogLevel.Warning, Message = "Session {Session}: the trainer with fence {Fence} lost another device, and the session goes on from its checkpoint: {Reason}")]
    private partial void LogPeerLost(string session, long fence, string reason);

    [LoggerMessage(EventId = 325, EventName = "TrainerWithoutRoom", Level = LogLevel.Warning, Message = "Session {Session}: the trainer with fence {Fence} stopped, because a disk takes no bytes; the session goes on from its checkpoint: {Reason}")]
    private partial void LogNoRoom(string session, long fence, string reason);

    [LoggerMessage(EventId = 321, EventName = "TrainerFailed", Level = LogLevel.Error, Message = "Session {Session}: the trainer with fence {Fence} failed.")]
    private partial void LogFailed(Exception failure, string session, long fence);

    [LoggerMessage(EventId = 323, EventName = "TrainerLostTheGrid", Level = LogLevel.Warning, Message = "Session {Session}: the trainer with fence {Fence} stopped, because the grid did not answer; the session goes on from its checkpoint.")]
    private partial void LogLost(Exception cause, string session, long fence);
}
