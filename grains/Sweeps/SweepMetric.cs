namespace BirdGrid.Grains.Sweeps;

/// <summary>What trials are compared by; measured on validation photos, never on test photos.</summary>
[GenerateSerializer, Alias("birdgrid.sweep-metric")]
public enum SweepMetric
{
    /// <summary>Top-1 accuracy, 0 to 1; higher is better.</summary>
    ValidationAccuracy = 1,

    /// <summary>Mean cross-entropy in nats; lower is better.</summary>
    ValidationLoss = 2,
}
