using BirdGrid.Grains.Augmentation;

namespace BirdGrid.Grains.Training;

/// <summary>The requests a session's batches are pulled with.</summary>
internal static class BatchRequests
{
    /// <summary>Photos of a batch that is only looked at.</summary>
    public const int EvaluationBatchSize = 64;

    /// <summary>A training batch.</summary>
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
    public static AugmentRequest Evaluation(TrainingPlan plan, int[] photos) => new()
    {
        Manifest = plan.Dataset.Manifest,
        Photos = photos,
        ImageSize = plan.ImageSize,
        ResizeSize = plan.ResizeSize,
    };
}
