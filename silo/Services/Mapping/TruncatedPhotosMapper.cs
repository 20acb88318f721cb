using BirdGrid.Grains;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>What is done with truncated photos, from protobuf and from words.</summary>
internal static class TruncatedPhotosMapper
{
    private const string Reason = "unknown-truncated";

    /// <summary>The choice of a request.</summary>
    /// <exception cref="RefusedException">There is no such choice.</exception>
    public static TruncatedPhotos ToVision(this V1.TruncatedPhotos truncated) => truncated switch
    {
        V1.TruncatedPhotos.Unspecified or V1.TruncatedPhotos.Refuse => TruncatedPhotos.Refuse,
        V1.TruncatedPhotos.Accept => TruncatedPhotos.Accept,
        _ => throw new RefusedException(Reason, $"truncated is {(int)truncated}; use 1 (refuse) or 2 (accept)."),
    };

    /// <summary>The choice of a query; null where it has none.</summary>
    /// <exception cref="RefusedException">There is no such word.</exception>
    public static V1.TruncatedPhotos FromWord(string? word) => word switch
    {
        null => V1.TruncatedPhotos.Unspecified,
        "refuse" => V1.TruncatedPhotos.Refuse,
        "accept" => V1.TruncatedPhotos.Accept,
        _ => throw new RefusedException(Reason, "truncated has to be 'refuse' or 'accept'."),
    };
}
