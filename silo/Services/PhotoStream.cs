using System.Runtime.CompilerServices;
using BirdGrid.Grains;
using BirdGrid.Grains.Datasets;
using BirdGrid.Silo.Services.Mapping;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>Puts the photos of an import together from their chunks. A photo's size is checked before room is made for it.</summary>
internal static class PhotoStream
{
    /// <summary>The photos behind the header, read no faster than they are taken.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="largestPhotoBytes">Most bytes of a photo.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="RefusedException">The stream does not keep to the protocol.</exception>
    public static async IAsyncEnumerable<UploadedPhoto> ReadAsync(IAsyncStreamReader<V1.ImportRequest> stream, int largestPhotoBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        V1.PhotoHeader? open = null;
        byte[] bytes = [];
        int filled = 0;
        while (await stream.MoveNext(cancellationToken))
        {
            var message = stream.Current;
            switch (message.PartCase)
            {
                case V1.ImportRequest.PartOneofCase.Photo:
                    RequireComplete(open, filled);
                    open = Checked(message.Photo, largestPhotoBytes);
                    bytes = new byte[open.Length];
                    filled = 0;
                    break;
                case V1.ImportRequest.PartOneofCase.Chunk when open is not null && filled + message.Chunk.Length <= bytes.Length:
                    message.Chunk.Span.CopyTo(bytes.AsSpan(filled));
                    filled += message.Chunk.Length;
                    break;
                case V1.ImportRequest.PartOneofCase.Chunk:
                    throw Broken(open is null ? "bytes came before any photo was opened." : $"'{open.FileName}' has more bytes than the {open.Length} it was announced with.");
                default:
                    throw Broken("a second header, or an empty message, came among the photos.");
            }

            if (open is not null && filled == bytes.Length)
            {
                yield return new UploadedPhoto(open.Label, open.FileName, open.Split.ToGrain(), bytes);
                open = null;
            }
        }

        RequireComplete(open, filled);
    }

    private static V1.PhotoHeader Checked(V1.PhotoHeader photo, int largestPhotoBytes)
    {
        if (photo.Length < 1 || photo.Length > largestPhotoBytes)
        {
            throw new RefusedException("photo-too-large", $"'{photo.FileName}' has {photo.Length} bytes; a photo has 1 to {largestPhotoBytes}.");
        }

        return photo.Label.Length is > 0 and <= 256
            ? photo
            : throw new RefusedException("bad-label", $"'{photo.FileName}' has a label of {photo.Label.Length} characters; a label has 1 to 256.");
    }

    private static void RequireComplete(V1.PhotoHeader? open, int filled)
    {
        if (open is not null)
        {
            throw Broken($"'{open.FileName}' ended after {filled} of {open.Length} bytes.");
        }
    }

    private static RefusedException Broken(string what) => new("broken-import-stream", $"The import stream is broken: {what}");
}
