using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Training.Features;

/// <summary>Durable state of a block of features.</summary>
[GenerateSerializer, Alias("birdgrid.feature-block-state")]
public sealed class FeatureBlockState
{
    /// <summary>Where the rows are; null: not computed.</summary>
    [Id(0)]
    public BlobRef? Rows { get; set; }
}
