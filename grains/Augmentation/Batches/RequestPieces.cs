namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>Cuts a large request into pieces that fit a grain message. Each photo's draws hang on the photo alone, so the bytes stay the same.</summary>
internal static class RequestPieces
{
    private const int Channels = 3;

    /// <summary>Bytes of the answer to a request.</summary>
    public static int BytesOf(AugmentRequest request) => request.Photos.Count * ImageBytes(request);

    /// <summary>The pieces of a request, in order and of nearly the same size; the request itself where it fits.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mostBytes">Largest answer in bytes; a single photo may be larger.</param>
    public static IReadOnlyList<AugmentRequest> Of(AugmentRequest request, int mostBytes)
    {
        int photos = request.Photos.Count;
        int mostPhotos = Math.Max(1, mostBytes / ImageBytes(request));
        int count = (photos + mostPhotos - 1) / mostPhotos;
        return count <= 1 ? [request] : [.. Enumerable.Range(0, count).Select(piece => Cut(request, photos * piece / count, photos * (piece + 1) / count))];
    }

    private static int ImageBytes(AugmentRequest request) => request.ImageSize * request.ImageSize * Channels;

    private static AugmentRequest Cut(AugmentRequest request, int from, int to) => request with
    {
        Photos = [.. request.Photos.Take(from..to)],
        Repeats = request.Repeats is { } repeats ? [.. repeats.Take(from..to)] : null,
    };
}
