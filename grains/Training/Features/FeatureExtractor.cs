using BirdGrid.Grains.Augmentation;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Grains.Training.Features;

/// <summary>Runs the frozen backbone over photos, or reads what another session has made of them.</summary>
/// <param name="plan">The session's plan.</param>
/// <param name="learner">The network.</param>
/// <param name="batches">Where photos come from.</param>
/// <param name="shared">Features of other sessions, or null: everything is computed here.</param>
/// <param name="weights">Origin of the frozen weights, with their hash; only needed for sharing.</param>
/// <param name="clock">Time.</param>
internal sealed class FeatureExtractor(TrainingPlan plan, LearnerHost learner, BatchSource batches, SharedFeatures? shared, string weights, TimeProvider clock)
{
    /// <summary>Batches of a block: some megabytes of features, and enough blocks for several sessions to have work at the same time.</summary>
    private const int BatchesPerBlock = 8;

    private readonly int width = plan.Backbone.FeatureCount;

    /// <summary>The features of photos.</summary>
    /// <param name="photos">Manifest indices.</param>
    /// <param name="request">How a batch of them is drawn.</param>
    /// <param name="progress">Told of batches done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="isMirrored">Whether they are looked at in a mirror.</param>
    /// <returns>float [photos, features], row-major.</returns>
    public async Task<float[]> ExtractAsync(int[] photos, Func<int[], AugmentRequest> request, Func<int, Task> progress, CancellationToken cancellationToken, bool isMirrored = false)
    {
        float[] features = new float[photos.Length * width];
        int done = 0;
        if (shared is null)
        {
            await ComputeAsync(photos, features, request, isMirrored, () => progress(++done), cancellationToken);
            return features;
        }

        string computedOn = await learner.RunAsync("describe", _ => learner.DescribeDevice(), cancellationToken);
        await shared.FillAsync(
            Blocks(photos, features, request, computedOn, isMirrored),
            (block, batchDone, token) => ComputeAsync(block.Photos, block.Rows, request, isMirrored, () => Task.WhenAll(batchDone(), progress(++done)), token),
            block => progress(done += BatchRequests.EvaluationBatches(block.Photos.Length)),
            cancellationToken);
        return features;
    }

    private IEnumerable<FeatureBlock> Blocks(int[] photos, float[] features, Func<int[], AugmentRequest> request, string computedOn, bool isMirrored)
    {
        int row = 0;
        foreach (int[] part in photos.Chunk(BatchesPerBlock * BatchRequests.EvaluationBatchSize))
        {
            yield return new FeatureBlock(FeatureBlockKey.Of(plan, weights, computedOn, request(part), isMirrored), part, features.AsMemory(row * width, part.Length * width));
            row += part.Length;
        }
    }

    private async Task ComputeAsync(int[] photos, Memory<float> rows, Func<int[], AugmentRequest> request, bool isMirrored, Func<Task> batchDone, CancellationToken cancellationToken)
    {
        int[][] chunks = [.. photos.Chunk(BatchRequests.EvaluationBatchSize)];
        int row = 0;
        int step = 0;
        await foreach (var imagesNhwc in batches.ReadAsync(chunks.Select(request), clock, cancellationToken))
        {
            int count = chunks[step++].Length;
            var images = isMirrored ? MirrorImage.Of(imagesNhwc.Span, plan.ImageSize) : imagesNhwc;
            var batchRows = rows.Slice(row * width, count * width);
            await learner.RunAsync("extract-features", l =>
            {
                l.ExtractFeatures(images.Span, plan.ImageSize, count, batchRows.Span);
                return count;
            }, cancellationToken);
            row += count;
            await batchDone();
        }
    }
}
