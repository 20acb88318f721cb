using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>Epochs over augmented images on several devices, as the leader runs them; it alone evaluates.</summary>
internal sealed class ParallelEpochs(TrainingTeam team, ShareTrainer share, ImageEpochs alone) : IEpochRunner
{
    /// <inheritdoc/>
    /// <remarks>Of the leading device's share.</remarks>
    public string BatchDigest => share.BatchDigest;

    /// <inheritdoc/>
    public Task PrepareAsync(Func<int, int, Task> progress, CancellationToken cancellationToken) => team.BeginAsync(progress, cancellationToken);

    /// <inheritdoc/>
    public Task<BatchMetrics> TrainAsync(int epoch, Func<int, int, int, Task> progress, CancellationToken cancellationToken) =>
        share.TrainAsync(epoch, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<BatchMetrics> EvaluateAsync(int[] photos, EvaluationBuilder? evaluation, CancellationToken cancellationToken) =>
        alone.EvaluateAsync(photos, evaluation, cancellationToken);

    /// <inheritdoc/>
    public Task<float[]> LogitsAsync(int[] photos, TestTimeView view, CancellationToken cancellationToken) =>
        alone.LogitsAsync(photos, view, cancellationToken);
}
