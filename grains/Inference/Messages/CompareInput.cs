namespace BirdGrid.Grains.Inference.Messages;

/// <summary>Asks a version's replica to run an image in turn with another version, at its own place.</summary>
/// <param name="Reference">The other version.</param>
/// <param name="Revision">Of the route that asks for it; another one begins anew.</param>
/// <param name="Image">Prepared images of the replica's version; the first is run.</param>
/// <param name="HasFailed">Whether the version has failed callers: comparing may then take more of the replica's time.</param>
[GenerateSerializer, Immutable, Alias("birdgrid.compare-input")]
public sealed record CompareInput([property: Id(0)] int Reference, [property: Id(1)] long Revision, [property: Id(2)] InferInput Image, [property: Id(3)] bool HasFailed);
