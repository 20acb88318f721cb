using BirdGrid.Grains.Blobs;

namespace BirdGrid.Grains.Training.Features;

/// <summary>The answer to a session that asks for features.</summary>
/// <param name="Rows">float32 [photos, features], row-major, little-endian; null: not computed yet.</param>
/// <param name="IsGranted">Whether the asker is to compute them; false where they are there or another session computes them.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.feature-block-claim")]
public sealed record FeatureBlockClaim([property: Id(0)] BlobRef? Rows, [property: Id(1)] bool IsGranted);
