using Orleans.Concurrency;

namespace BirdGrid.Grains.Inference.Serving;

/// <summary>What a model's replicas last said of themselves; the key is the model's name. Keeps nothing: replicas say it again.</summary>
[Alias("birdgrid.serving-board")]
public interface IServingBoardGrain : IGrainWithStringKey
{
    /// <summary>A replica says how it is.</summary>
    /// <param name="version">The replica's version.</param>
    /// <param name="serving">How it is.</param>
    [Alias("report")]
    [OneWay]
    Task Report(int version, ReplicaServing serving);

    /// <summary>What was said last, by version and replica.</summary>
    [Alias("read")]
    Task<IReadOnlyList<ReplicaReport>> Read();
}
