using Orleans.Concurrency;

namespace BirdGrid.Grains.Training;

/// <summary>
/// Searches a learning rate on the device thread of the silo it lives on, under the lease that training takes; the key is new for every search.
/// Nothing of it is stored: a search lasts a minute, and is made again where its silo was lost.
/// </summary>
[Alias("birdgrid.learning-rate-searcher")]
public interface ILearningRateSearchGrain : IGrainWithStringKey
{
    /// <summary>Pins the spec, starts the search and returns at once.</summary>
    /// <exception cref="ConflictException">It was started before.</exception>
    /// <exception cref="NotFoundException">The dataset or the parent version does not exist.</exception>
    /// <exception cref="RefusedException">A value of the spec is out of range.</exception>
    [Alias("start")]
    Task Start(LearningRateRequest request);

    /// <summary>Waits until the revision is above the given one, at most <paramref name="patience"/>, and returns the search as it then is.</summary>
    /// <exception cref="NotFoundException">It was never started, or its silo was lost.</exception>
    [Alias("wait"), AlwaysInterleave]
    Task<LearningRateSearch> WaitForChange(long afterRevision, TimeSpan patience, CancellationToken cancellationToken = default);

    /// <summary>Ends the search, if it runs.</summary>
    [Alias("stop"), AlwaysInterleave]
    Task Stop();
}
