namespace BirdGrid.Grains.Inference;

/// <summary>A replica of a model version on a device; the key is <c>model@version/replica</c>. Micro-batches across callers.</summary>
[Alias("birdgrid.classifier")]
public interface IClassifierGrain : IGrainWithStringKey
{
    /// <summary>Classifies one prepared photo.</summary>
    /// <exception cref="BusyException">The replica's queue is full.</exception>
    /// <exception cref="RefusedException">The input does not have the version's input size.</exception>
    [Alias("classify")]
    Task<ClassifyOutput> Classify(ClassifyInput input, CancellationToken cancellationToken = default);
}
