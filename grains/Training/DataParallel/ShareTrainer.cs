using System.Runtime.InteropServices;
using BirdGrid.Grains.Augmentation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>One device's part of the epochs of a session that several devices train: its share of every batch, and every step of the optimiser.</summary>
internal sealed class ShareTrainer(TrainingPlan plan, LearnerHost learner, BatchSource batches, GradientExchange exchange, TimeProvider clock)
{
    /// <summary>Digest of this device's shares of the last epoch's batches.</summary>
    public string BatchDigest { get; private set; } = string.Empty;

    /// <summary>Trains one epoch in step with the other devices.</summary>
    /// <param name="epoch">1 for the first.</param>
    /// <param name="progress">Told steps done, steps to do and photos seen by all devices.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Figures over the epoch's photos, of all devices.</returns>
    public async Task<BatchMetrics> TrainAsync(int epoch, Func<int, int, int, Task> progress, CancellationToken cancellationToken)
    {
        int[][] order = plan.TrainBatches(epoch);
        BatchShare[] shares = [.. order.Select(batch => BatchShare.Of(plan.Options, batch.Length, exchange.Rank, exchange.Devices))];
        var requests = BatchRequests.OfEpoch(plan, order, epoch).Zip(shares, BatchRequests.OfShare).OfType<AugmentRequest>();
        await using var photos = batches.ReadAsync(requests, clock, cancellationToken).GetAsyncEnumerator(cancellationToken);
        int imageSize = plan.TrainSizeOf(epoch);
        var digest = new BatchDigest();
        var sum = default(BatchMetrics);
        var (step, length) = await learner.RunAsync("position", l => (l.Step, l.ContributionLength), cancellationToken);
        for (int batch = 0; batch < order.Length; batch++)
        {
            var share = shares[batch];
            int[] labels = plan.LabelsOf(share.Of(order[batch]));
            var imagesNhwc = labels.Length > 0 && await photos.MoveNextAsync() ? photos.Current : default;
            digest.Append(imagesNhwc.Span);
            var contribution = exchange.Contribution(length);
            await learner.RunAsync("contribute", l =>
            {
                l.Contribute(imagesNhwc.Span, imageSize, labels, share, MemoryMarshal.Cast<byte, float>(contribution.Span));
                return true;
            }, cancellationToken);
            var total = await exchange.SumAsync(step, cancellationToken);
            (var metrics, step, length) = await learner.RunAsync("train-step", l => (l.ApplyContributions(MemoryMarshal.Cast<byte, float>(total.Span)), l.Step, l.ContributionLength), cancellationToken);
            sum += metrics;
            await progress(batch + 1, order.Length, sum.Count);
        }

        BatchDigest = digest.Hex;
        return sum;
    }
}
