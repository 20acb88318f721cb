namespace BirdGrid.Vision.Training;

/// <summary>One point of a learning curve.</summary>
public sealed record EpochMetrics
{
    /// <summary>The epoch, counted from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Learning rate of the epoch's last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean of the loss minimised (with label smoothing) over the training photos, as the weights moved through the epoch.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>Share of (augmented) training photos recognised through the epoch, 0 to 1.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>Mean cross-entropy (without label smoothing) over the validation photos after the epoch; null without such photos.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Share of validation photos recognised after the epoch (top-1), 0 to 1; null without such photos.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>Share of validation photos with the label among the first five, 0 to 1; null without such photos.</summary>
    public double? ValidationTop5 { get; init; }

    /// <summary>Wall time of the epoch with its validation, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Part of <see cref="Seconds"/> in which the device waited for photos.</summary>
    public required double WaitForDataSeconds { get; init; }

    /// <summary>Training photos per second of <see cref="Seconds"/>.</summary>
    public required double PhotosPerSecond { get; init; }
}
