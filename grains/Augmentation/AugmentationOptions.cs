using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Augmentation;

/// <summary>How batches are made and pulled.</summary>
public sealed class AugmentationOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Augmentation";

    /// <summary>Batches that are asked for before the device needs them, for each active cpu silo.</summary>
    /// <value>Default 4.</value>
    [Range(1, 256)]
    public int ReadAheadBatches { get; set; } = 4;

    /// <summary>Most memory in MiB for batches that are asked for before the device needs them; one batch is always asked for.</summary>
    /// <value>Default 256.</value>
    [Range(1, 1 << 20)]
    public int ReadAheadMiB { get; set; } = 256;

    /// <summary>Requests that a session has outstanding at a cpu silo for each of its cores; never below 2, so that one is on its way while one is worked on.</summary>
    /// <value>Default 1.</value>
    [Range(1, 64)]
    public int CreditPerCore { get; set; } = 1;

    /// <summary>Largest answer of an augmenter in MiB; a larger batch is asked for in pieces.</summary>
    /// <value>Default 8.</value>
    [Range(1, 32)]
    public int PieceMiB { get; set; } = 8;

    /// <summary>A batch that the device waits for is also asked of another silo once it has been outstanding for this many medians of the recent requests.</summary>
    /// <value>Default 4.</value>
    [Range(1.0, 1000.0)]
    public double HedgeFactor { get; set; } = 4;

    /// <summary>Milliseconds that a request must have been outstanding before it is also asked of another silo.</summary>
    /// <value>Default 250.</value>
    [Range(0, 600_000)]
    public int HedgeFloorMilliseconds { get; set; } = 250;

    /// <summary>Share of the requests that may also be asked of another silo; 0: none.</summary>
    /// <value>Default 0.05.</value>
    [Range(0.0, 1.0)]
    public double HedgeShare { get; set; } = 0.05;

    /// <summary>Milliseconds between two looks at which silos are active and which requests are late.</summary>
    /// <value>Default 100.</value>
    [Range(10, 60_000)]
    public int CheckIntervalMilliseconds { get; set; } = 100;

    /// <summary>Seconds that a session waits for a batch, for want of cpu silos or because they all fail, before it fails.</summary>
    /// <value>Default 1800.</value>
    [Range(1, 604_800)]
    public int PatienceSeconds { get; set; } = 1800;

    /// <summary>Memory for decoded photos in MiB; 0: every epoch decodes anew.</summary>
    /// <value>Default 768.</value>
    [Range(0, 1 << 20)]
    public int PhotoCacheMiB { get; set; } = 768;
}
