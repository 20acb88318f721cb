using BirdGrid.Grains.Models.Traffic;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Models;

/// <summary>How requests are split between versions.</summary>
public sealed partial class ModelGrain
{
    /// <summary>Who takes versions out by itself.</summary>
    private const string Grid = "birdgrid";

    /// <summary>What requests are told; made anew after a change.</summary>
    private ModelRoute? route;

    /// <summary>The last promotion of the champion, and its clock; made once for each promotion.</summary>
    private (string Move, WatchClock Clock)? watch;

    /// <inheritdoc/>
    public Task<ModelRoute> GetRoute()
    {
        RequireAny();
        if (route is null || (route.Watch is not null && watch is { Clock.HasEnded: true }))
        {
            var watched = WatchOf();
            route = new ModelRoute
            {
                Model = Name,
                Versions = [.. PublishedNumbers()],
                Aliases = new Dictionary<string, int>(State.Aliases),
                Traffic = State.Traffic,
                Watch = watched,
                Revision = State.Moves.Count + State.TrafficChanges.Count,
            };
            localRoutes.Set(route, watched is null ? null : watch?.Clock);
        }

        return Task.FromResult(route);
    }

    /// <inheritdoc/>
    public async Task<TrafficChange> SetTraffic(SetTrafficRequest request)
    {
        GridNames.RequireKey(request.IdempotencyKey);
        var policy = request.Policy;
        policy.Require();
        if (State.TrafficChanges.Find(c => c.IdempotencyKey == request.IdempotencyKey) is { } made)
        {
            return made.Policy == policy
                ? made
                : throw new ConflictException("idempotency-key-reused", $"The idempotency key belongs to another split ({made.What}); use a new key.");
        }

        string who = GridText.Require(request.Who, "who", "bad-text", GridText.MaximumCallerLength);
        string why = GridText.RequireReason(request.Why, "why");
        var current = await GetRoute();
        foreach (int version in new[] { policy.CanaryVersion, policy.ShadowVersion }.Where(v => v != 0))
        {
            current.Require(version);
        }

        if (policy.CanaryVersion == current.Primary || policy.ShadowVersion == current.Primary)
        {
            throw new ConflictException("version-is-champion", $"Version {current.Primary} answers the requests for '{Name}' already; name another as canary or shadow.");
        }

        var change = Record(policy, policy.Describe(), who, why, evidence: string.Empty, request.IdempotencyKey);
        await SaveAsync();
        LogTraffic(Name, change.What, change.Who);
        return change;
    }

    /// <inheritdoc/>
    public async Task<TrafficChange?> RollBack(RollBackRequest request)
    {
        var current = await GetRoute();
        if (current.Revision != request.Revision)
        {
            return null;
        }

        string key = $"roll-back-{request.Revision}-{request.Version}";
        TrafficChange change;
        if (request.Version == current.Traffic.CanaryVersion)
        {
            change = Record(State.Traffic with { CanaryVersion = 0, CanaryPercent = 0 }, $"rolled back from {request.Version} to {current.Primary}", Grid, request.Why, request.Evidence, key);
        }
        else if (current.Watch is { } watched && watched.Version == request.Version)
        {
            State.Aliases[ModelAliases.Champion] = watched.Previous;
            State.Moves.Add(new AliasMove
            {
                AliasName = ModelAliases.Champion,
                FromVersion = watched.Version,
                ToVersion = watched.Previous,
                Who = Grid,
                Why = $"{request.Why} {request.Evidence}",
                When = clock.GetUtcNow(),
                IdempotencyKey = key,
            });
            change = Record(State.Traffic, $"rolled back from {watched.Version} to {watched.Previous}", Grid, request.Why, request.Evidence, key);
        }
        else
        {
            return null;
        }

        await SaveAsync();
        LogRolledBack(Name, change.What, request.Why, request.Evidence);
        return change;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrafficChange>> GetTrafficChanges()
    {
        RequireAny();
        return Task.FromResult<IReadOnlyList<TrafficChange>>([.. State.TrafficChanges.AsEnumerable().Reverse()]);
    }

    private TrafficChange Record(TrafficPolicy policy, string what, string who, string why, string evidence, string key)
    {
        var change = new TrafficChange { What = what, Who = who, Why = why, When = clock.GetUtcNow(), Evidence = evidence, IdempotencyKey = key, Policy = policy };
        State.Traffic = policy;
        State.TrafficChanges.Add(change);
        return change;
    }

    // Only a person's promotion is watched: what the grid has moved back stays.
    private PromotionWatch? WatchOf()
    {
        var move = State.Moves.FindLast(m => m.AliasName == ModelAliases.Champion);
        if (move is null or { FromVersion: 0 } or { Who: Grid } || move.FromVersion == move.ToVersion)
        {
            return null;
        }

        return ClockOf(move).HasEnded ? null : new PromotionWatch(move.ToVersion, move.FromVersion);
    }

    private WatchClock ClockOf(AliasMove move)
    {
        if (watch?.Move != move.IdempotencyKey)
        {
            watch = (move.IdempotencyKey, new WatchClock(move.When, TimeSpan.FromSeconds(options.Value.WatchPromotionSeconds), clock));
        }

        return watch.Value.Clock;
    }

    [LoggerMessage(EventId = 202, EventName = "TrafficSet", Level = LogLevel.Information, Message = "Model {Model}: {What}, by {Who}.")]
    private partial void LogTraffic(string model, string what, string who);

    [LoggerMessage(EventId = 203, EventName = "RolledBack", Level = LogLevel.Warning, Message = "Model {Model}: {What}. {Why} {Evidence}")]
    private partial void LogRolledBack(string model, string what, string why, string evidence);
}
