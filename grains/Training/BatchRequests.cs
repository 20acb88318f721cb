using BirdGrid.Grains.Augmentation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training;

/// <summary>The requests a session's batches are pulled with.</summary>
internal static class BatchRequests
{
    /// <summary>Photos of a batch that is only looked at.</summary>
    public const int EvaluationBatchSize = 64;

    /// <summary>Batches of so many photos that are only looked at.</summary>
    public static int EvaluationBatches(int photos) => (photos + EvaluationBatchSize - 1) / EvaluationBatchSize;

    /// <summary>The batches of an epoch of training.</summary>
    public static IEnumerable<AugmentRequest> OfEpoch(TrainingPlan plan, int[][] order, int epoch)
    {
        var seen = new Dictionary<int, int>();
        foreach (int[] photos in order)
        {
            var request = Augmented(plan, photos, epoch) with { ImageSize = plan.TrainSizeOf(epoch) };
            yield return plan.IsResampled ? request with { Repeats = [.. photos.Select(Count)] } : request;
        }

        int Count(int photo)
        {
            int before = seen.GetValueOrDefault(photo);
            seen[photo] = before + 1;
            return before;
        }
    }

    /// <summary>What a device asks for of a batch; null where it has no share of it.</summary>
    /// <param name="batch">The whole batch.</param>
    /// <param name="share">The device's share.</param>
    public static AugmentRequest? OfShare(AugmentRequest batch, BatchShare share) => share.Positions.Count == 0
        ? null
        : batch with { Photos = share.Of(batch.Photos), Repeats = batch.Repeats is { } repeats ? share.Of(repeats) : null };

    /// <summary>A batch of augmented photos at the network's size.</summary>
    public static AugmentRequest Augmented(TrainingPlan plan, int[] photos, int epoch) => new()
    {
        Manifest = plan.Dataset.Manifest,
        Photos = photos,
        ImageSize = plan.ImageSize,
        PolicyJson = plan.Spec.AugmentationJson,
        Seed = plan.Options.Seed,
        Epoch = epoch,
    };

    /// <summary>A batch as evaluation sees it: resize, centre crop.</summary>
    /// <param name="plan">The session's plan.</param>
    /// <param name="photos">Manifest indices.</param>
    /// <param name="scale">Factor of the size that photos are resized to.</param>
    public static AugmentRequest Evaluation(TrainingPlan plan, int[] photos, double scale = 1) => new()
    {
        Manifest = plan.Dataset.Manifest,
        Photos = photos,
        ImageSize = plan.ImageSize,
        ResizeSize = (int)Math.Round(plan.ResizeSize * scale),
    };
}
