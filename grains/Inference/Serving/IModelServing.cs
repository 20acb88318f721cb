using BirdGrid.Grains.Models;

namespace BirdGrid.Grains.Inference.Serving;

/// <summary>What is in memory, and what is to be.</summary>
public interface IModelServing
{
    /// <summary>Every published version of a model and how it is served, newest first.</summary>
    /// <exception cref="NotFoundException">There is no such model.</exception>
    Task<IReadOnlyList<VersionServing>> GetAsync(string model, CancellationToken cancellationToken);

    /// <summary>One version and how it is served.</summary>
    /// <exception cref="NotFoundException">The model, version or alias does not exist.</exception>
    Task<VersionServing> GetAsync(ModelReference reference, CancellationToken cancellationToken);

    /// <summary>Loads and warms every replica of a version; returns when it is ready.</summary>
    /// <exception cref="NotFoundException">The model, version or alias does not exist.</exception>
    /// <exception cref="ConflictException">The version cannot be loaded; the message says why.</exception>
    Task<VersionServing> LoadAsync(ModelReference reference, string reason, CancellationToken cancellationToken);

    /// <summary>Lets a version finish what it has, and takes it out of memory.</summary>
    /// <exception cref="NotFoundException">The model, version or alias does not exist.</exception>
    /// <exception cref="ConflictException">An alias or the traffic split needs the version.</exception>
    Task<VersionServing> UnloadAsync(ModelReference reference, string reason, CancellationToken cancellationToken);
}
