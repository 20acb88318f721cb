using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Storage;
using BirdGrid.Grains.Training;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Sweeps;

/// <inheritdoc cref="ISweepGrain"/>
/// <remarks>
/// One turn of <see cref="AdvanceAsync"/> does everything that changes state, and no two turns overlap. Between turns a loop for each running trial
/// waits for its session to change and then asks for the next turn.
/// </remarks>
public sealed partial class SweepGrain(
    [PersistentState("sweep-plan")] IPersistentState<SweepPlanState> planned,
    [PersistentState("sweep")] IPersistentState<SweepState> state,
    TrainingSpecPinner pinner,
    SiloRoster roster,
    TimeProvider clock,
    ILogger<SweepGrain> logger) : Grain, ISweepGrain, IRemindable, IDisposable
{
    private const string Watchdog = "watchdog";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly ChangeSignal changes = new();
    private SweepBoard? board;
    private IGrainTimer? timer;

    private string Id => this.GetPrimaryKeyString();

    private SweepState State => state.State;

    private SweepPlan Plan => planned.State.Plan!;

    private SweepBoard Board => board ??= new SweepBoard(Plan.Settings, State);

    private bool Exists => State.State != SweepRunState.None;

    /// <summary>Trials run or wait, or sessions of a cancelled sweep are still to be cancelled.</summary>
    private bool HasWork => Exists && (State.Ended is null || State.Trials.Exists(t => t.IsLive));

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        changes.StartFrom(clock.GetUtcNow());
        WorkWhileNeeded();
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await stopWatching.CancelAsync();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Sweep> Start(SweepPlan plan)
    {
        string fingerprint = plan.Fingerprint();
        if (Exists)
        {
            return planned.State.Requested == fingerprint
                ? Snapshot()
                : throw new ConflictException("idempotency-key-reused", $"Sweep {Id} exists with another specification: its idempotency key was used before. Use a new key for another sweep.");
        }

        planned.State.Plan = await PinAsync(plan);
        planned.State.Requested = fingerprint;
        await planned.SaveAsync(DeactivateOnIdle);
        await GrainFactory.GetGrain<ICatalogGrain>(CatalogKinds.Sweeps).Add(Id);
        await this.RegisterOrUpdateReminder(Watchdog, ReminderPeriod, ReminderPeriod);
        State.Trials = [.. plan.Trials.Select(t => new TrialRecord { Number = t.Number })];
        State.Created = clock.GetUtcNow();
        State.State = SweepRunState.Running;
        await SaveAsync();
        LogStarted(Id, plan.Trials.Count);
        WorkWhileNeeded();
        return Snapshot();
    }

    /// <inheritdoc/>
    public Task<Sweep> Get()
    {
        RequireExists();
        return Task.FromResult(Snapshot());
    }

    /// <inheritdoc/>
    public async Task<Sweep> WaitForChange(long afterRevision, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        RequireExists();
        await changes.WaitAsync(afterRevision, patience, clock, cancellationToken);
        return Snapshot();
    }

    /// <inheritdoc/>
    public async Task<Sweep> Cancel(string reason)
    {
        RequireExists();
        if (State.Ended is null)
        {
            string why = GridText.RequireReason(reason, "reason") is { Length: > 0 } given ? given : "Cancelled.";
            Board.Cancel(why);
            await EndAsync(SweepRunState.Cancelled, why);
            WorkWhileNeeded();
        }

        return Snapshot();
    }

    /// <inheritdoc/>
    public async Task EnsureRunning()
    {
        if (HasWork)
        {
            WorkWhileNeeded();
        }
        else if (await this.GetReminder(Watchdog) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => EnsureRunning();

    /// <inheritdoc/>
    public void Dispose() => stopWatching.Dispose();

    private async Task<SweepPlan> PinAsync(SweepPlan requested)
    {
        var trials = new List<TrialPlan>();
        int version = requested.Settings.DatasetVersion;
        foreach (var trial in requested.Trials)
        {
            // All trials learn from the same photos, also those that start after the next import.
            var (spec, dataset) = await pinner.PinAsync(trial.Spec with { DatasetVersion = version });
            version = dataset.Version;
            if (dataset.CountOf(DatasetSplit.Validation) == 0 && spec.ValidationFraction == 0)
            {
                throw new RefusedException("no-validation-photos", $"Dataset '{dataset.Dataset}' version {version} has no validation split, and none is set aside: a sweep must not choose by test photos. Leave 'validation' out, or give it a share above 0.");
            }

            trials.Add(trial with { Spec = spec });
        }

        return new SweepPlan(requested.Settings with { DatasetVersion = version }, trials);
    }

    private async Task EndAsync(SweepRunState end, string message)
    {
        State.State = end;
        State.Message = message;
        State.Ended = clock.GetUtcNow();
        await SaveAsync();
        LogEnded(Id, end, message);
    }

    private async Task SaveAsync()
    {
        await state.SaveAsync(DeactivateOnIdle);
        changes.Raise();
    }

    private void RequireExists()
    {
        if (!Exists)
        {
            throw new NotFoundException("unknown-sweep", $"There is no sweep '{Id}'; `birdgrid sweep list` shows what there is.");
        }
    }

    private Sweep Snapshot() => new()
    {
        Id = Id,
        Settings = Plan.Settings,
        State = State.State,
        Message = State.Message,
        Trials = Leaderboard.Rank(State.Trials.Select(Snapshot), Plan.Settings.Metric),
        Created = State.Created,
        Ended = State.Ended,
        Revision = changes.Revision,
    };

    private SweepTrial Snapshot(TrialRecord trial) => new()
    {
        Number = trial.Number,
        SessionId = SessionIdOf(trial),
        Settings = PlanOf(trial).Settings,
        State = trial.State,
        Message = trial.Message,
        Values = [.. trial.Values],
        BestEpoch = 1 + Plan.Settings.Metric.IndexOfBest(trial.Values),
        RungsReached = trial.RungValues.Count,
        ModelVersion = trial.ModelVersion,
    };
}
