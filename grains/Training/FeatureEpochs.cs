using BirdGrid.Grains.Training.Features;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training;

/// <summary>
/// Epochs over cached features: the frozen backbone runs once for each photo and augmented variant, then only the head is trained.
/// Epoch e reads variant (e - 1) mod variants.
/// </summary>
internal sealed class FeatureEpochs(TrainingPlan plan, LearnerHost learner, FeatureExtractor extractor) : IEpochRunner
{
    /// <summary>Steps of one device job: long enough to be worth the hop, short enough for a classification to slip between.</summary>
    private const int StepsPerJob = 32;

    private readonly int width = plan.Backbone.FeatureCount;
    private readonly Dictionary<int, int> trainRow = plan.Train.Select((photo, row) => (photo, row)).ToDictionary(p => p.photo, p => p.row);
    private readonly float[][] variants = new float[plan.Options.FeatureVariants][];
    private readonly Dictionary<int, int> evaluationRow = [];
    private float[] evaluationFeatures = [];

    /// <inheritdoc/>
    /// <remarks>None: an epoch reads features, and another session may have made them.</remarks>
    public string BatchDigest => string.Empty;

    /// <inheritdoc/>
    public async Task PrepareAsync(Func<int, int, Task> progress, CancellationToken cancellationToken)
    {
        int[] looked = [.. plan.Monitored.Union(plan.Final)];
        int perVariant = BatchRequests.EvaluationBatches(plan.Train.Length);
        int total = (perVariant * variants.Length) + BatchRequests.EvaluationBatches(looked.Length);
        for (int variant = 0; variant < variants.Length; variant++)
        {
            int before = perVariant * variant;
            variants[variant] = await extractor.ExtractAsync(plan.Train, chunk => BatchRequests.Augmented(plan, chunk, variant), done => progress(before + done, total), cancellationToken);
        }

        evaluationFeatures = await extractor.ExtractAsync(looked, chunk => BatchRequests.Evaluation(plan, chunk), done => progress((perVariant * variants.Length) + done, total), cancellationToken);
        for (int row = 0; row < looked.Length; row++)
        {
            evaluationRow[looked[row]] = row;
        }
    }

    /// <inheritdoc/>
    public async Task<BatchMetrics> TrainAsync(int epoch, Func<int, int, int, Task> progress, CancellationToken cancellationToken)
    {
        float[] features = variants[(epoch - 1) % variants.Length];
        int[][] order = plan.TrainBatches(epoch);
        var sum = default(BatchMetrics);
        for (int from = 0; from < order.Length; from += StepsPerJob)
        {
            int[][] steps = order[from..Math.Min(from + StepsPerJob, order.Length)];
            sum += await learner.RunAsync("train-head", l => TrainSteps(l, features, steps), cancellationToken);
            await progress(from + steps.Length, order.Length, sum.Count);
        }

        return sum;
    }

    /// <inheritdoc/>
    public async Task<BatchMetrics> EvaluateAsync(int[] photos, EvaluationBuilder? evaluation, CancellationToken cancellationToken)
    {
        if (photos.Length == 0)
        {
            return default;
        }

        float[] rows = Gather(evaluationFeatures, evaluationRow, photos);
        int[] labels = plan.LabelsOf(photos);
        float[] logits = new float[labels.Length * plan.Manifest.Classes.Count];
        var metrics = await learner.RunAsync("evaluate-head", l => l.EvaluateFeatures(rows, labels, logits), cancellationToken);
        evaluation?.Add(logits, labels);
        return metrics;
    }

    /// <inheritdoc/>
    public async Task<float[]> LogitsAsync(int[] photos, TestTimeView view, CancellationToken cancellationToken)
    {
        float[] rows = await extractor.ExtractAsync(photos, chunk => BatchRequests.Evaluation(plan, chunk, view.Scale), _ => Task.CompletedTask, cancellationToken, view.IsMirrored);
        int[] labels = plan.LabelsOf(photos);
        float[] logits = new float[labels.Length * plan.Manifest.Classes.Count];
        await learner.RunAsync("evaluate-head", l => l.EvaluateFeatures(rows, labels, logits), cancellationToken);
        return logits;
    }

    private BatchMetrics TrainSteps(Learner head, float[] features, int[][] steps)
    {
        var sum = default(BatchMetrics);
        foreach (int[] photos in steps)
        {
            sum += head.TrainFeatures(Gather(features, trainRow, photos), plan.LabelsOf(photos));
        }

        return sum;
    }

    private float[] Gather(float[] features, Dictionary<int, int> rowOf, int[] photos)
    {
        float[] rows = GC.AllocateUninitializedArray<float>(photos.Length * width);
        for (int i = 0; i < photos.Length; i++)
        {
            features.AsSpan(rowOf[photos[i]] * width, width).CopyTo(rows.AsSpan(i * width));
        }

        return rows;
    }
}
