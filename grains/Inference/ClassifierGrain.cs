using BirdGrid.Grains.Inference.Engines;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Inference.Replicas;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;

namespace BirdGrid.Grains.Inference;

/// <inheritdoc cref="IClassifierGrain"/>
/// <remarks>On a gpu silo where there is one, else on a cpu silo.</remarks>
[RequireSiloRole(SiloRole.Gpu, SiloRole.Cpu)]
[Immovable]
[Reentrant]
public sealed partial class ClassifierGrain(
    IEngineLoader loader,
    IOptions<InferenceOptions> options,
    ILocalSiloDetails silo,
    SiloShortcuts local,
    TimeProvider clock,
    ILogger<ClassifierGrain> logger) : Grain, IClassifierGrain
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);

    private Replica replica = null!;
    private ReplicaPlace place = null!;
    private ComparisonPartner? partner;
    private bool isLeaving;

    private IServingBoardGrain Board => GrainFactory.GetGrain<IServingBoardGrain>(place.Model);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        place = ReplicaPlace.Parse(this.GetPrimaryKeyString(), silo.Name);
        replica = new Replica(() => GrainFactory.GetGrain<IModelVersionGrain>(place.VersionKey).Get(), loader, options.Value, place, Changed, clock);
        InferenceMetrics.Watch(replica);
        local.Replicas.Add(this.GetPrimaryKeyString(), replica);
        this.RegisterGrainTimer(LookAfterAsync, new GrainTimerCreationOptions(ReportInterval, ReportInterval) { Interleave = true });
        return base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        InferenceMetrics.Forget(replica);
        local.Replicas.Remove(this.GetPrimaryKeyString(), replica);
        isLeaving = reason.ReasonCode == DeactivationReasonCode.ShuttingDown;
        await (partner?.LeaveAsync() ?? Task.CompletedTask);
        await replica.LeaveAsync("Its silo let go of it.");
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<InferOutput> Infer(InferInput input, CancellationToken cancellationToken = default) => replica.InferAsync(input, cancellationToken);

    /// <inheritdoc/>
    public Task<PairedRuns?> Compare(CompareInput input)
    {
        if (partner is null || !partner.Fits(input))
        {
            _ = partner?.LeaveAsync();
            partner = new ComparisonPartner(place, input, version => GrainFactory.GetGrain<IModelVersionGrain>(version).Get(), loader, options.Value, local, clock);
        }

        return partner.CompareAsync(replica, input);
    }

    /// <inheritdoc/>
    public async Task<ReplicaServing> Load(string reason)
    {
        await replica.LoadAsync(reason);
        return replica.Describe();
    }

    /// <inheritdoc/>
    public async Task<ReplicaServing> Unload(string reason)
    {
        await replica.UnloadAsync(reason);
        return replica.Describe();
    }

    /// <inheritdoc/>
    public Task<ReplicaServing> Describe() => Task.FromResult(replica.Describe());

    private async Task LookAfterAsync(CancellationToken cancellationToken)
    {
        if (replica.Idle is { } idle && idle.TotalSeconds >= options.Value.IdleUnloadSeconds && !await IsNeededAsync())
        {
            await replica.UnloadAsync($"Nothing has asked for it for {options.Value.IdleUnloadSeconds:F0} s, and no alias or traffic split needs it.");
        }

        if (partner is { IsForgotten: true } forgotten)
        {
            partner = null;
            await forgotten.LeaveAsync();
        }

        await Board.Report(place.Version, replica.Describe());
    }

    // A spare is for the time that another silo is in trouble.
    private async Task<bool> IsNeededAsync() => place.Replica < options.Value.Replicas && (await GrainFactory.GetGrain<IModelGrain>(place.Model).GetRoute()).Needs(place.Version);

    // Comes from any thread: the board is told one way, in the order of the changes.
    private void Changed(ReplicaServing serving)
    {
        LogState(place.Model, place.Version, place.Replica, serving.State, serving.Reason);

        // What is in memory stays there until the replica itself says otherwise, not until Orleans finds it idle.
        DelayDeactivation(serving.State is ServingState.Unloaded or ServingState.Failed ? TimeSpan.Zero : Timeout.InfiniteTimeSpan);
        // A stopping silo may have been the last that could host a board.
        if (!isLeaving)
        {
            _ = Board.Report(place.Version, serving);
        }
    }

    [LoggerMessage(EventId = 520, EventName = "ReplicaState", Level = LogLevel.Information, Message = "Model {Model} version {Version}, replica {Replica}: {State}. {Reason}")]
    private partial void LogState(string model, int version, int replica, ServingState state, string reason);
}
