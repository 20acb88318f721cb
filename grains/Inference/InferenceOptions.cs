using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Inference;

/// <summary>How classifier replicas work.</summary>
public sealed class InferenceOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Inference";

    /// <summary>Replicas of each model version that requests are spread over.</summary>
    /// <value>Default 1.</value>
    [Range(1, 256)]
    public int Replicas { get; set; } = 1;

    /// <summary>Most photos of one forward pass.</summary>
    /// <value>Default 16.</value>
    [Range(1, 1024)]
    public int MaximumBatchSize { get; set; } = 16;

    /// <summary>Photos that may wait at a replica; more are refused.</summary>
    /// <value>Default 256.</value>
    [Range(1, 1 << 20)]
    public int QueueLimit { get; set; } = 256;

    /// <summary>Seconds for which a request whose replica was lost is asked for again; a dead silo is noticed within 8 by default.</summary>
    /// <value>Default 20.</value>
    [Range(0, 600)]
    public double RetrySeconds { get; set; } = 20;
}
