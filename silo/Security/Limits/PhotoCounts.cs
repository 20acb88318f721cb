using BirdGrid.V1;
using Google.Protobuf;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>Photos in a request, for rates and quotas.</summary>
internal static class PhotoCounts
{
    /// <summary>Photos that a message brings; a photo that comes in pieces counts with the first.</summary>
    public static int Of(object message) => message switch
    {
        ClassifyRequest => 1,
        ImportRequest { PartCase: ImportRequest.PartOneofCase.Photo } => 1,
        IMessage { Descriptor.FullName: "inference.ModelInferRequest" } => 1,
        _ => 0,
    };
}
