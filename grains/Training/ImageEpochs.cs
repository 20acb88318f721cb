using BirdGrid.Grains.Augmentation;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training;

/// <summary>Epochs over augmented images: every layer is trained.</summary>
internal sealed class ImageEpochs(TrainingPlan plan, LearnerHost learner, BatchSource batches, TimeProvider clock) : IEpochRunner
{
    /// <inheritdoc/>
    public string BatchDigest { get; private set; } = string.Empty;

    /// <inheritdoc/>
    public Task PrepareAsync(Func<int, int, Task> progress, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<BatchMetrics> TrainAsync(int epoch, Func<int, int, int, Task> progress, CancellationToken cancellationToken)
    {
        int[][] order = await Task.Run(() => plan.TrainBatches(epoch), cancellationToken);
        int imageSize = plan.TrainSizeOf(epoch);
        var digest = new BatchDigest();
        var sum = default(BatchMetrics);
        int step = 0;
        await foreach (var imagesNhwc in batches.ReadAsync(BatchRequests.OfEpoch(plan, order, epoch), clock, cancellationToken))
        {
            digest.Append(imagesNhwc.Span);
            int[] labels = plan.LabelsOf(order[step]);
            sum += await learner.RunAsync("train-step", l => l.TrainImages(imagesNhwc.Span, imageSize, labels), cancellationToken);
            step++;
            await progress(step, order.Length, sum.Count);
        }

        BatchDigest = digest.Hex;
        return sum;
    }

    /// <inheritdoc/>
    public async Task<BatchMetrics> EvaluateAsync(int[] photos, EvaluationBuilder? evaluation, CancellationToken cancellationToken)
    {
        int[][] order = [.. photos.Chunk(BatchRequests.EvaluationBatchSize)];
        var requests = order.Select(chunk => BatchRequests.Evaluation(plan, chunk));
        var sum = default(BatchMetrics);
        int step = 0;
        await foreach (var imagesNhwc in batches.ReadAsync(requests, clock, cancellationToken))
        {
            int[] labels = plan.LabelsOf(order[step++]);
            float[] logits = new float[labels.Length * plan.Manifest.Classes.Count];
            sum += await learner.RunAsync("evaluate", l => l.EvaluateImages(imagesNhwc.Span, plan.ImageSize, labels, logits), cancellationToken);
            evaluation?.Add(logits, labels);
        }

        return sum;
    }

    /// <inheritdoc/>
    public async Task<float[]> LogitsAsync(int[] photos, TestTimeView view, CancellationToken cancellationToken)
    {
        int classes = plan.Manifest.Classes.Count;
        float[] logits = new float[photos.Length * classes];
        int[][] order = [.. photos.Chunk(BatchRequests.EvaluationBatchSize)];
        int row = 0;
        int step = 0;
        await foreach (var imagesNhwc in batches.ReadAsync(order.Select(chunk => BatchRequests.Evaluation(plan, chunk, view.Scale)), clock, cancellationToken))
        {
            int[] labels = plan.LabelsOf(order[step++]);
            var images = view.IsMirrored ? MirrorImage.Of(imagesNhwc.Span, plan.ImageSize) : imagesNhwc;
            var rows = logits.AsMemory(row * classes, labels.Length * classes);
            await learner.RunAsync("evaluate", l => l.EvaluateImages(images.Span, plan.ImageSize, labels, rows.Span), cancellationToken);
            row += labels.Length;
        }

        return logits;
    }
}
