using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training;

/// <summary>How epochs are run: over images (fine-tuning) or over cached features (transfer learning).</summary>
internal interface IEpochRunner
{
    /// <summary>Digest of the batches behind the last trained epoch; see <see cref="EpochRecord.BatchDigest"/>.</summary>
    string BatchDigest { get; }

    /// <summary>Does what has to be done once before the first epoch.</summary>
    /// <param name="progress">Told batches done and to do.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task PrepareAsync(Func<int, int, Task> progress, CancellationToken cancellationToken);

    /// <summary>Trains one epoch.</summary>
    /// <param name="epoch">1 for the first.</param>
    /// <param name="progress">Told steps done, steps to do and photos seen.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Figures over the epoch's photos.</returns>
    Task<BatchMetrics> TrainAsync(int epoch, Func<int, int, int, Task> progress, CancellationToken cancellationToken);

    /// <summary>Measures the model, without augmentation.</summary>
    /// <param name="photos">Manifest indices; none gives empty figures.</param>
    /// <param name="evaluation">Collects the logits, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<BatchMetrics> EvaluateAsync(int[] photos, EvaluationBuilder? evaluation, CancellationToken cancellationToken);

    /// <summary>What the model says to one view of photos.</summary>
    /// <param name="photos">Manifest indices, at least one.</param>
    /// <param name="view">How they are looked at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Logits, float [photos, classes], row-major.</returns>
    Task<float[]> LogitsAsync(int[] photos, TestTimeView view, CancellationToken cancellationToken);
}
