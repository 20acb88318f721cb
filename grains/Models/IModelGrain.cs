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
    Task<int> Resolve(ModelReference reference);

    /// <summary>Versions, aliases and moves.</summary>
    /// <exception cref="NotFoundException">The model has no version.</exception>
    [Alias("history")]
    Task<ModelHistory> GetHistory();
}
