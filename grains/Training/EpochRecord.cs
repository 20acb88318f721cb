using BirdGrid.Grains.Datasets;

namespace BirdGrid.Grains.Training;

/// <summary>One finished epoch of a session.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.epoch-record")]
public sealed record EpochRecord
{
    /// <summary>1 for the first.</summary>
    [Id(0)]
    public required int Epoch { get; init; }

    /// <summary>Learning rate at the epoch's last step.</summary>
    [Id(1)]
    public required double LearningRate { get; init; }

    /// <summary>Mean training loss in nats, label smoothing included.</summary>
    [Id(2)]
    public required double TrainLoss { get; init; }

    /// <summary>Training accuracy, 0 to 1, on the augmented photos as they were trained on.</summary>
    [Id(3)]
    public required double TrainAccuracy { get; init; }

    /// <summary>Mean cross-entropy in nats on the monitored split; NaN without one.</summary>
    [Id(4)]
    public required double ValidationLoss { get; init; }

    /// <summary>Top-1 accuracy, 0 to 1, on the monitored split; NaN without one.</summary>
    [Id(5)]
    public required double ValidationAccuracy { get; init; }

    /// <summary>Top-5 accuracy, 0 to 1, on the monitored split; NaN without one.</summary>
    [Id(6)]
    public required double ValidationTop5 { get; init; }

    /// <summary>Wall-clock seconds, validation included.</summary>
    [Id(7)]
    public required double Seconds { get; init; }

    /// <summary>Seconds in which the device waited for photos.</summary>
    [Id(8)]
    public required double DataWaitSeconds { get; init; }

    /// <summary>Split behind the validation figures: validation, or test where there is no validation (then never used to select).</summary>
    [Id(9)]
    public required DatasetSplit MonitoredSplit { get; init; }

    /// <summary>Seconds that the leading device spent on exchanging gradients with the others, waiting for slower ones included; 0 on one device.</summary>
    [Id(10)]
    public double ExchangeSeconds { get; init; }

    /// <summary>Bytes of gradients that the leading device received from the others.</summary>
    [Id(11)]
    public long ExchangedBytes { get; init; }

    /// <summary>
    /// Digest of the batches of augmented photos that the epoch was trained on, in order (32 hexadecimal digits). Empty where it was trained on
    /// cached features.
    /// </summary>
    [Id(12)]
    public string BatchDigest { get; init; } = string.Empty;

    /// <summary>Further cpu silos that would have kept the device busy, at least 0.</summary>
    [Id(13)]
    public int FurtherCpuSilos { get; init; }
}
