using BirdGrid.Grains.Models;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Engines;

/// <summary>Brings model versions into memory.</summary>
public interface IEngineLoader
{
    /// <summary>Reads and builds a version's network in the engine that this silo serves with, without slowing down what it serves meanwhile.</summary>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The engine; the caller disposes it. Any one thread may use it at a time.</returns>
    Task<IInferenceEngine> LoadAsync(ModelVersion version, CancellationToken cancellationToken);
}
