using BirdGrid.Grains.Models.Traffic;
using Orleans.Concurrency;

namespace BirdGrid.Grains.Models;

/// <summary>A model; the key is its name. Owns the list of versions and the aliases.</summary>
[Alias("birdgrid.model")]
public interface IModelGrain : IGrainWithStringKey
{
    /// <summary>Publishes a session's result as the next version, or returns the version the session published before.</summary>
    [Alias("publish")]
    Task<ModelVersion> Publish(PublishVersionRequest request);

    /// <summary>Points an alias at a version and records the move.</summary>
    /// <exception cref="NotFoundException">The model or the version does not exist.</exception>
    /// <exception cref="ConflictException">The idempotency key was used for another move.</exception>
    [Alias("promote")]
    Task<AliasMove> Promote(PromoteRequest request);

    /// <summary>The version that a reference means: a version, an alias, or neither (the champion, else the latest).</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("resolve")]
    [AlwaysInterleave]
    Task<int> Resolve(ModelReference reference);

    /// <summary>Versions, aliases and moves.</summary>
    /// <exception cref="NotFoundException">The model has no version.</exception>
    [Alias("history")]
    [AlwaysInterleave]
    Task<ModelHistory> GetHistory();

    /// <summary>Where requests go; asked for with every classification.</summary>
    /// <exception cref="NotFoundException">The model has no version.</exception>
    [Alias("route")]
    [AlwaysInterleave]
    Task<ModelRoute> GetRoute();

    /// <summary>Splits requests anew and records the change.</summary>
    /// <exception cref="NotFoundException">The model or a version does not exist.</exception>
    /// <exception cref="ConflictException">Canary and champion are the same, or the idempotency key was used for another split.</exception>
    /// <exception cref="RefusedException">A share is out of range.</exception>
    [Alias("set-traffic")]
    Task<TrafficChange> SetTraffic(SetTrafficRequest request);

    /// <summary>Takes a canary out, or moves the champion back to the version before, and records the evidence.</summary>
    /// <returns>The change; null where the route has changed since the version was judged.</returns>
    [Alias("roll-back")]
    Task<TrafficChange?> RollBack(RollBackRequest request);

    /// <summary>Every change of the split, newest first.</summary>
    [Alias("traffic-changes")]
    [AlwaysInterleave]
    Task<IReadOnlyList<TrafficChange>> GetTrafficChanges();
}
