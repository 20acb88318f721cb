using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Models.Traffic;
using BirdGrid.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Models;

/// <inheritdoc cref="IModelGrain"/>
public sealed partial class ModelGrain(
    [PersistentState("model")] IPersistentState<ModelState> state,
    IOptions<InferenceOptions> options,
    LocalRoutes localRoutes,
    TimeProvider clock,
    ILogger<ModelGrain> logger) : Grain, IModelGrain
{
    private string Name => this.GetPrimaryKeyString();

    private ModelState State => state.State;

    /// <inheritdoc/>
    public async Task<ModelVersion> Publish(PublishVersionRequest request)
    {
        // Reserve the number, write the version, make it visible: a crash between the steps leaves a reserved number that the
        // session's next attempt finds by its id and finishes.
        int number = 1 + State.Versions.FindIndex(e => e.SessionId == request.Lineage.SessionId);
        if (number == 0)
        {
            await GrainFactory.GetGrain<ICatalogGrain>(CatalogKinds.Models).Add(Name);
            State.Versions.Add(new ModelVersionEntry(request.Lineage.SessionId, Published: false));
            await state.SaveAsync(DeactivateOnIdle);
            number = State.Versions.Count;
        }

        var grain = VersionGrain(number);
        if (!State.Versions[number - 1].Published)
        {
            await grain.Write(new ModelVersion
            {
                Model = Name,
                Version = number,
                Lineage = request.Lineage,
                Evaluation = request.Evaluation,
                Labels = request.Labels,
                Preprocessing = request.Preprocessing,
                Weights = request.Weights,
                Report = request.Report,
                Onnx = request.Onnx,
                Created = clock.GetUtcNow(),
            });
            State.Versions[number - 1] = State.Versions[number - 1] with { Published = true };
            await SaveAsync();
            LogPublished(Name, number, request.Lineage.SessionId);
        }

        return await grain.Get();
    }

    /// <inheritdoc/>
    public async Task<AliasMove> Promote(PromoteRequest request)
    {
        GridNames.Require(request.AliasName, "alias");
        GridNames.RequireKey(request.IdempotencyKey);
        if (State.Moves.Find(m => m.IdempotencyKey == request.IdempotencyKey) is { } made)
        {
            return made.AliasName == request.AliasName && made.ToVersion == request.Version
                ? made
                : throw new ConflictException("idempotency-key-reused", $"The idempotency key belongs to the move of '{made.AliasName}' to version {made.ToVersion}; use a new key for another move.");
        }

        string who = GridText.Require(request.Who, "who", "bad-text", GridText.MaximumCallerLength);
        string why = GridText.RequireReason(request.Why, "why");
        (await GetRoute()).Require(request.Version);
        var move = new AliasMove
        {
            AliasName = request.AliasName,
            FromVersion = State.Aliases.GetValueOrDefault(request.AliasName),
            ToVersion = request.Version,
            Who = who,
            Why = why,
            When = clock.GetUtcNow(),
            IdempotencyKey = request.IdempotencyKey,
        };
        State.Aliases[request.AliasName] = request.Version;
        State.Moves.Add(move);
        if (request.AliasName == ModelAliases.Champion)
        {
            State.Traffic = State.Traffic.Without(request.Version);

            // Now: the wall clock can step before the first request.
            ClockOf(move);
        }

        await SaveAsync();
        LogPromoted(Name, move.AliasName, move.FromVersion, move.ToVersion, move.Who);
        return move;
    }

    /// <inheritdoc/>
    public async Task<int> Resolve(ModelReference reference) => (await GetRoute()).Resolve(reference);

    /// <inheritdoc/>
    public async Task<ModelHistory> GetHistory()
    {
        RequireAny();
        var versions = await Task.WhenAll(PublishedNumbers().Reverse().Select(n => VersionGrain(n).Get()));
        return new ModelHistory(Name, versions, new Dictionary<string, int>(State.Aliases), [.. State.Moves.AsEnumerable().Reverse()]);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        localRoutes.Remove(Name);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    private async Task SaveAsync()
    {
        await state.SaveAsync(DeactivateOnIdle);
        route = null;
        localRoutes.Remove(Name);
    }

    private IModelVersionGrain VersionGrain(int number) => GrainFactory.GetGrain<IModelVersionGrain>(ModelReference.KeyOf(Name, number));

    private IEnumerable<int> PublishedNumbers() =>
        Enumerable.Range(1, State.Versions.Count).Where(n => State.Versions[n - 1].Published);

    private void RequireAny()
    {
        if (!State.Versions.Exists(v => v.Published))
        {
            throw new NotFoundException("unknown-model", $"There is no model named '{Name}'; `birdgrid models list` shows what there is.");
        }
    }

    [LoggerMessage(EventId = 200, EventName = "ModelVersionPublished", Level = LogLevel.Information, Message = "Model {Model} version {Version} published by session {Session}.")]
    private partial void LogPublished(string model, int version, string session);

    [LoggerMessage(EventId = 201, EventName = "AliasMoved", Level = LogLevel.Information, Message = "Model {Model}: alias {AliasName} moved from version {From} to {To} by {Who}.")]
    private partial void LogPromoted(string model, string aliasName, int from, int to, string who);
}
