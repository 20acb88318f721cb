using BirdGrid.Grains.Placement;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace BirdGrid.Grains.Training.DataParallel;

/// <inheritdoc cref="ITrainerMemberGrain"/>
[RequireSiloRole(SiloRole.Gpu)]
[Immovable]
public sealed partial class TrainerMemberGrain(SessionRunFactory runs, ILocalSiloDetails silo, TimeProvider clock, ILogger<TrainerMemberGrain> logger)
    : Grain, ITrainerMemberGrain, IDisposable
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stop = new();
    private MemberRun? run;
    private Task loop = Task.CompletedTask;
    private string sessionId = string.Empty;
    private long leaderAnswered;

    /// <inheritdoc/>
    public Task<bool> Join(MemberAssignment assignment)
    {
        PlacementHint.Clear();
        if (!silo.SiloAddress.Equals(assignment.Silo))
        {
            DeactivateOnIdle();
            return Task.FromResult(false);
        }

        if (run is null)
        {
            sessionId = assignment.SessionId;
            leaderAnswered = clock.GetTimestamp();
            run = runs.CreateMember(GrainFactory, assignment);
            DelayDeactivation(Timeout.InfiniteTimeSpan);
            this.RegisterGrainTimer(WatchLeaderAsync, new GrainTimerCreationOptions(WatchPeriod, WatchPeriod) { Interleave = true });
            loop = LoopAsync(run);
        }

        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public Task<bool> IsReady(long fence)
    {
        GradientExchange.Require(run?.Exchange, fence).ThrowIfClosed();
        return Task.FromResult(run!.IsReady);
    }

    /// <inheritdoc/>
    public Task Train(long fence)
    {
        GradientExchange.Require(run?.Exchange, fence);
        run!.Begin();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Stop()
    {
        stop.Cancel();
        DelayDeactivation(TimeSpan.Zero);
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<GradientSlice> GetContribution(long fence, long step, int slice, CancellationToken cancellationToken = default) =>
        GradientExchange.Require(run?.Exchange, fence).AnswerContributionAsync(step, slice, cancellationToken);

    /// <inheritdoc/>
    public Task<GradientSlice> GetSum(long fence, long step, int slice, CancellationToken cancellationToken = default) =>
        GradientExchange.Require(run?.Exchange, fence).AnswerSumAsync(step, slice, cancellationToken);

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        run?.Exchange.Close(new PeerLostException($"The silo of device {run.Exchange.Rank + 1} gives it up: {reason.Description}"));
        await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => stop.Dispose();

    private async Task LoopAsync(MemberRun joined)
    {
        var exchange = joined.Exchange;
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding);
        try
        {
            await joined.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogStopped(sessionId, exchange.Rank, exchange.Fence);
        }
        catch (PeerLostException lost)
        {
            exchange.Close(lost);
            LogPeerLost(sessionId, exchange.Rank, exchange.Fence, lost.Message);
        }
        catch (Exception failure)
        {
            exchange.Close(failure as GridException ?? new ConflictException("device-failed", $"Device {exchange.Rank + 1} of {exchange.Devices} failed: {FailureText.Of(failure)}"));
            LogFailed(failure, sessionId, exchange.Rank, exchange.Fence);
        }
    }

    /// <summary>The leader ends its members; one that died, or whose session goes on elsewhere, does not.</summary>
    private async Task WatchLeaderAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await GrainFactory.GetGrain<ITrainerGrain>(sessionId).GetRunningFence() != run!.Exchange.Fence)
            {
                await Stop();
            }

            leaderAnswered = clock.GetTimestamp();
        }
        catch (Exception silent) when (silent is OrleansException or TimeoutException)
        {
            if (clock.GetElapsedTime(leaderAnswered) > runs.Patience)
            {
                await Stop();
            }
        }
    }

    [LoggerMessage(EventId = 330, EventName = "MemberStopped", Level = LogLevel.Information, Message = "Session {Session}: the member of rank {Rank} with fence {Fence} stopped.")]
    private partial void LogStopped(string session, int rank, long fence);

    [LoggerMessage(EventId = 331, EventName = "MemberLostPeer", Level = LogLevel.Warning, Message = "Session {Session}: the member of rank {Rank} with fence {Fence} lost another device: {Reason}")]
    private partial void LogPeerLost(string session, int rank, long fence, string reason);

    [LoggerMessage(EventId = 332, EventName = "MemberFailed", Level = LogLevel.Error, Message = "Session {Session}: the member of rank {Rank} with fence {Fence} failed.")]
    private partial void LogFailed(Exception failure, string session, int rank, long fence);
}
