using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Training.Features;

/// <summary>Whether sessions share the features that a frozen backbone computes.</summary>
public sealed class FeatureSharingOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Training";

    /// <summary>
    /// Whether transfer sessions keep features in the blob store and read those that another session has computed. The features of a photo are a
    /// pure function of what their key names: a session learns the same with and without.
    /// </summary>
    /// <value>Default true.</value>
    public bool ShareFeatures { get; set; } = true;

    /// <summary>Largest set of features, in MiB, that one session shares; larger sets are computed by each session and never written.</summary>
    /// <value>Default 2048: 400,000 photos and variants of MobileNetV2's 1,280 features.</value>
    [Range(0, 1 << 20)]
    public int SharedFeaturesMiB { get; set; } = 2048;

    /// <summary>
    /// Seconds for which a session may stay silent about a block of features it is computing before another may compute it; more than the device
    /// takes for one batch.
    /// </summary>
    /// <value>Default 60.</value>
    [Range(1, 3600)]
    public int FeatureClaimSeconds { get; set; } = 60;

    /// <summary>Seconds for which a session waits for blocks that others are computing before it computes them itself.</summary>
    /// <value>Default 600.</value>
    [Range(1, 86400)]
    public int FeatureWaitSeconds { get; set; } = 600;
}
