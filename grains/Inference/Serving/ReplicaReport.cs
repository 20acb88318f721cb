namespace BirdGrid.Grains.Inference.Serving;

/// <summary>What a replica said of itself.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Serving">How it is.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.replica-report")]
public sealed record ReplicaReport([property: Id(0)] int Version, [property: Id(1)] ReplicaServing Serving);
