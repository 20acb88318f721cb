using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Bench.Control;

/// <summary>Trains a new head on cached features as a session does: a fixed number of epochs, the last one's weights, variant after variant.</summary>
internal sealed class HeadTraining(int width, int classCount, int[] labels)
{
    /// <summary>Trains and tests one head.</summary>
    /// <param name="options">How to learn; its seed draws the head, the order and dropout.</param>
    /// <param name="variants">The training photos' features, a matrix for each variant.</param>
    /// <param name="testRows">The test photos' features.</param>
    /// <param name="testLabels">The test photos' classes.</param>
    /// <returns>The last epoch's training loss, the steps, the test photos not recognised, and the test's report.</returns>
    public (double TrainLoss, long Steps, int[] Wrong, EvaluationReport Report) Run(TrainingOptions options, IReadOnlyList<float[]> variants, float[] testRows, int[] testLabels)
    {
        using var backbone = BackboneRegistry.Create("mobilenet_v2", classCount, options.Seed);
        using var learner = new Learner(backbone, options, EpochOrder.StepsPerEpoch(labels.Length, options.BatchSize));
        var epochSum = default(BatchMetrics);
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            epochSum = default;
            foreach (var batch in EpochOrder.Batches(EpochOrder.Permutation(labels.Length, options.Seed, epoch), options.BatchSize))
            {
                epochSum += Step(learner, variants[epoch % variants.Count], batch.Span);
            }
        }

        float[] logits = new float[testLabels.Length * classCount];
        learner.EvaluateFeatures(testRows, testLabels, logits);
        var evaluation = new EvaluationBuilder(classCount);
        evaluation.Add(logits, testLabels);
        int[] wrong = [.. Enumerable.Range(0, testLabels.Length).Where(i => TopK.Best(logits.AsSpan(i * classCount, classCount)) != testLabels[i])];
        return (epochSum.MeanLoss, learner.Step, wrong, evaluation.Build());
    }

    private BatchMetrics Step(Learner learner, float[] features, ReadOnlySpan<int> photos)
    {
        float[] rows = new float[photos.Length * width];
        int[] batchLabels = new int[photos.Length];
        for (int i = 0; i < photos.Length; i++)
        {
            features.AsSpan(photos[i] * width, width).CopyTo(rows.AsSpan(i * width));
            batchLabels[i] = labels[photos[i]];
        }

        return learner.TrainFeatures(rows, batchLabels);
    }
}
