using BirdGrid.V1;
using Inference.V2;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>Photos in a request, for rates and quotas.</summary>
internal static class PhotoCounts
{
    /// <summary>Photos that a message brings; a photo that comes in pieces counts with the first.</summary>
    /// <param name="message">The message.</param>
    /// <param name="largestBatch">Most photos of a request that is answered.</param>
    public static int Of(object message, int largestBatch) => message switch
    {
        ClassifyRequest => 1,
        ImportRequest { PartCase: ImportRequest.PartOneofCase.Photo } => 1,
        ModelInferRequest infer => BatchOf(infer, largestBatch),
        _ => 0,
    };

    // A shape with a batch begins with it: texts [n] or [n, 1], pictures [n, height, width, channels]. What the shape says wrongly is refused later, and
    // is to cost its caller no more than one photo.
    private static int BatchOf(ModelInferRequest infer, int largestBatch) =>
        infer.Inputs is [{ Shape: { Count: 1 or 2 or 4 } shape }, ..] && shape[0] >= 1 && shape[0] <= largestBatch ? (int)shape[0] : 1;
}
