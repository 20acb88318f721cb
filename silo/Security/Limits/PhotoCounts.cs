using BirdGrid.V1;
using Inference.V2;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>Photos in a request, for rates and quotas.</summary>
internal static class PhotoCounts
{
    private const int MostCounted = 10_000;

    /// <summary>Photos that a message brings; a photo that comes in pieces counts with the first.</summary>
    public static int Of(object message) => message switch
    {
        ClassifyRequest => 1,
        ImportRequest { PartCase: ImportRequest.PartOneofCase.Photo } => 1,
        ModelInferRequest infer => BatchOf(infer),
        _ => 0,
    };

    // A shape with a batch begins with it: texts [n] or [n, 1], pictures [n, height, width, channels]. What the shape says wrongly is refused later.
    private static int BatchOf(ModelInferRequest infer) => infer.Inputs is [{ Shape: { Count: 1 or 2 or 4 } shape }, ..] ? (int)Math.Clamp(shape[0], 1, MostCounted) : 1;
}
