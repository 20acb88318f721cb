using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Training;

/// <inheritdoc cref="ITrainingSessionGrain"/>
public sealed partial class TrainingSessionGrain(
    [PersistentState("training-session")] IPersistentState<TrainingSessionState> state,
    TrainingSpecPinner pinner,
    TimeProvider clock,
    ILogger<TrainingSessionGrain> logger) : Grain, ITrainingSessionGrain, IRemindable
{
    private const string Watchdog = "watchdog";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(5);

    private readonly ChangeSignal changes = new();
    private TrainingProgress progress = new(0, 0, 0, 0, 0, 0);
    private TrainingState liveState;
    private string liveMessage = string.Empty;
    private IGrainTimer? timer;
    private long agreedWithStore = clock.GetTimestamp();

    private string Id => this.GetPrimaryKeyString();

    private TrainingSessionState State => state.State;

    private bool Exists => State.Spec is not null;

    private bool HasEnded => State.State is TrainingState.Completed or TrainingState.Failed or TrainingState.Cancelled;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        changes.StartFrom(clock.GetUtcNow());
        Announce(State.State, State.Message);
        WatchWhileRunning();
    }

    /// <inheritdoc/>
    public async Task<TrainingSession> Start(TrainingSpec spec)
    {
        if (Exists)
        {
            return State.Requested == spec
                ? Snapshot()
                : throw new ConflictException("idempotency-key-reused", $"Session {Id} exists with another specification: its idempotency key was used before. Use a new key for another session.");
        }

        var (pinned, dataset) = await pinner.PinAsync(spec);
        await GrainFactory.GetGrain<ICatalogGrain>(CatalogKinds.Sessions).Add(Id);
        await this.RegisterOrUpdateReminder(Watchdog, ReminderPeriod, ReminderPeriod);
        State.Requested = spec;
        State.Spec = pinned;
        State.Dataset = dataset;
        State.State = TrainingState.Queued;
        State.Created = clock.GetUtcNow();
        await SaveAsync();
        Announce(TrainingState.Queued, "Waits for a trainer.");
        CheckNow();
        return Snapshot();
    }

    /// <inheritdoc/>
    public Task<TrainingSession> Get()
    {
        RequireExists();
        return Task.FromResult(Snapshot());
    }

    /// <inheritdoc/>
    public async Task<TrainingSession> WaitForChange(long afterRevision, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        RequireExists();
        await changes.WaitAsync(afterRevision, patience, clock, cancellationToken);
        return Snapshot();
    }

    /// <inheritdoc/>
    public async Task<TrainingSession> Cancel(string reason)
    {
        RequireExists();
        string why = GridText.RequireReason(reason, "reason");
        if (!HasEnded)
        {
            await EndAsync(TrainingState.Cancelled, why.Length == 0 ? "Cancelled." : why);
            await GrainFactory.GetGrain<ITrainerGrain>(Id).Stop();
        }

        return Snapshot();
    }

    /// <inheritdoc/>
    public async Task EnsureRunning()
    {
        if (!Exists)
        {
            await RemoveWatchdogAsync();
            return;
        }

        try
        {
            await CheckAsync();
        }
        catch (Exception full) when (DiskFaults.Of(full) is var fault and not DiskFault.None)
        {
            // Nothing was kept of the check: the next one, seconds later, does the same again.
            Announce(liveState, DiskException.WaitFor(fault));
        }

        WatchWhileRunning();
    }

    /// <inheritdoc/>
    public Task<bool> ReportProgress(long fence, TrainingState state, string message, TrainingProgress progress)
    {
        if (!IsCurrent(fence))
        {
            return Task.FromResult(false);
        }

        this.progress = progress;
        Announce(state, message);
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public async Task<bool> ReportEpoch(long fence, EpochRecord epoch, TrainingCheckpoint? checkpoint)
    {
        if (!IsCurrent(fence))
        {
            return false;
        }

        if (epoch.Epoch > State.Epochs.Count + 1)
        {
            throw new ConflictException("epoch-out-of-order", $"Epoch {epoch.Epoch} was reported after epoch {State.Epochs.Count}.");
        }

        if (epoch.Epoch == State.Epochs.Count + 1)
        {
            State.Epochs.Add(epoch);
        }

        State.Checkpoint = checkpoint ?? State.Checkpoint;
        State.StartsWithoutProgress = 0;
        await SaveAsync();
        Announce(TrainingState.Training, string.Empty);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> Complete(long fence, TrainingResult result)
    {
        if (!IsCurrent(fence))
        {
            // A repeat after a lost reply: the result is already in.
            return fence == State.Fence && State.Result is not null;
        }

        // Publishing waits for its model, which may have many waiting: the trainer need not.
        State.Result = result;
        await SaveAsync();
        Announce(TrainingState.Finishing, "Publishes the model version.");
        CheckNow();
        return true;
    }

    /// <inheritdoc/>
    public Task<bool> WaitForDisk(long fence, DiskFault fault)
    {
        if (!IsCurrent(fence))
        {
            return Task.FromResult(false);
        }

        // No start was lost to a device that fails.
        State.StartsWithoutProgress = Math.Max(0, State.StartsWithoutProgress - 1);
        RestAfterStart(PauseForDisk);
        Announce(TrainingState.Queued, DiskException.WaitFor(fault));
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public async Task<bool> Fail(long fence, string message)
    {
        if (!IsCurrent(fence))
        {
            return false;
        }

        await EndAsync(TrainingState.Failed, message);
        return true;
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => EnsureRunning();

    private bool IsCurrent(long fence) => Exists && !HasEnded && fence == State.Fence && State.Result is null;

    private async Task CheckAsync()
    {
        await RefreshAsync();
        if (HasEnded)
        {
            StopWatching();
            await RemoveWatchdogAsync();
        }
        else if (State.Result is not null)
        {
            await PublishAsync();
        }
        else
        {
            await EnsureTrainerAsync();
        }
    }

    private async Task PublishAsync()
    {
        var (spec, dataset, result) = (State.Spec!, State.Dataset!, State.Result!);
        Announce(TrainingState.Finishing, "Publishes the model version.");
        var version = await GrainFactory.GetGrain<IModelGrain>(spec.Model).Publish(new PublishVersionRequest
        {
            Lineage = TrainingLineage.Of(Id, spec, dataset, result, State.Epochs.Count),
            Evaluation = result.Evaluation,
            Labels = result.Labels,
            Preprocessing = result.Preprocessing,
            Weights = result.Weights,
            Report = result.Report,
            Onnx = result.Onnx,
        });
        State.ModelVersion = version.Version;
        await EndAsync(TrainingState.Completed, string.Empty);
    }

    private async Task EndAsync(TrainingState end, string message)
    {
        State.State = end;
        State.Message = message;
        State.Ended = clock.GetUtcNow();
        await SaveAsync();
        Announce(end, message);
        StopWatching();
        LogEnded(Id, end, message);
        await ReleaseDeviceAsync();
        await RemoveWatchdogAsync();
    }

    // On a full disk the activation stays: it is what says that the session waits.
    private async Task SaveAsync()
    {
        try
        {
            await state.WriteStateAsync();
        }
        catch (Exception full) when (DiskFaults.Of(full) != DiskFault.None)
        {
            await state.RefreshAsync(DeactivateOnIdle);
            throw;
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }

        agreedWithStore = clock.GetTimestamp();
    }

    private async Task RemoveWatchdogAsync()
    {
        if (await this.GetReminder(Watchdog) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    private void StopWatching()
    {
        timer?.Dispose();
        timer = null;
    }

    private void WatchWhileRunning()
    {
        if (Exists && !HasEnded)
        {
            timer ??= this.RegisterGrainTimer(EnsureRunning, new GrainTimerCreationOptions(CheckPeriod, CheckPeriod) { KeepAlive = true });
        }
    }

    // On a turn of its own: whoever called need not wait for the pool of devices, or for a model.
    private void CheckNow()
    {
        WatchWhileRunning();
        timer?.Change(TimeSpan.Zero, CheckPeriod);
    }

    private void Announce(TrainingState state, string message)
    {
        liveState = HasEnded ? State.State : state;
        liveMessage = HasEnded ? State.Message : message;
        changes.Raise();
    }

    private void RequireExists()
    {
        if (!Exists)
        {
            throw new NotFoundException("unknown-session", $"There is no training session '{Id}'; `birdgrid train list` shows what there is.");
        }
    }

    private TrainingSession Snapshot() => new()
    {
        Id = Id,
        Spec = State.Spec!,
        State = liveState,
        Message = liveMessage,
        Epochs = [.. State.Epochs],
        Progress = progress,
        ModelVersion = State.ModelVersion,
        Created = State.Created,
        Ended = State.Ended,
        Fence = State.Fence,
        Revision = changes.Revision,
        BestEpoch = BestEpoch.Of(State.Epochs),
    };
}
