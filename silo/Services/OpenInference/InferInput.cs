using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>The content of a request's input: photos or images.</summary>
/// <param name="Photos">Encoded photos; none where there are images.</param>
/// <param name="Images">Prepared images, or null.</param>
/// <param name="ImageSize">Side of the images in pixels; 0 where there are photos.</param>
internal sealed record InferInput(IReadOnlyList<ReadOnlyMemory<byte>> Photos, PreparedImages? Images, int ImageSize);
