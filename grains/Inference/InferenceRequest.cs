using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Models;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Grains.Inference;

/// <summary>What a caller wants classified: encoded photos, or images that it has prepared itself. Exactly one of the two.</summary>
public sealed record InferenceRequest
{
    /// <summary>Which model, and which of its versions.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>Encoded JPEG, PNG or WebP, at least one; decoded and resized by the silo that got the call.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Photos { get; init; } = [];

    /// <summary>What is done with photos that end before their last pixel.</summary>
    public TruncatedPhotos Truncated { get; init; }

    /// <summary>Prepared images of the version's input size, or null.</summary>
    public PreparedImages? Images { get; init; }

    /// <summary>Who goes first.</summary>
    public InferencePriority Priority { get; init; } = InferencePriority.Normal;

    /// <summary>When nobody wants the answer any more; the deadline of the gRPC call.</summary>
    public DateTimeOffset? Deadline { get; init; }
}
