using System.Runtime.CompilerServices;
using BirdGrid.Grains;
using BirdGrid.Grains.Datasets;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.Mapping;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>Puts the photos of an import together from their chunks. Room is made for what has come, not for what was announced.</summary>
internal static class PhotoStream
{
    /// <summary>The photos behind the header, read no faster than they are taken. Whoever takes one disposes of it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="largestPhotoBytes">Most bytes of a photo.</param>
    /// <param name="bytes">What the call holds.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="RefusedException">The stream does not keep to the protocol.</exception>
    /// <exception cref="BusyException">A budget of bytes is spent, and stays so.</exception>
    public static async IAsyncEnumerable<UploadedPhoto> ReadAsync(
        IAsyncStreamReader<V1.ImportRequest> stream,
        int largestPhotoBytes,
        RequestBytes bytes,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        V1.PhotoHeader? open = null;
        var photo = new GrowingBuffer(bytes, 0);
        while (await stream.MoveNext(cancellationToken))
        {
            var message = stream.Current;
            switch (message.PartCase)
            {
                case V1.ImportRequest.PartOneofCase.Photo:
                    RequireComplete(open, photo.Length);
                    open = Checked(message.Photo, largestPhotoBytes);
                    photo = new GrowingBuffer(bytes, open.Length);
                    break;
                case V1.ImportRequest.PartOneofCase.Chunk when open is not null && photo.Length + message.Chunk.Length <= open.Length:
                    await photo.AppendAsync(message.Chunk.Memory, cancellationToken);
                    break;
                case V1.ImportRequest.PartOneofCase.Chunk:
                    throw Broken(open is null ? "bytes came before any photo was opened." : $"'{GridText.Shown(open.FileName)}' has more bytes than the {open.Length} it was announced with.");
                default:
                    throw Broken("a second header, or an empty message, came among the photos.");
            }

            if (open is not null && photo.Length == open.Length)
            {
                var encoded = await photo.WholeAsync(cancellationToken);
                yield return new UploadedPhoto(open.Label, open.FileName, open.Split.ToGrain(), encoded) { Held = bytes.Keep(photo.Capacity) };
                open = null;
            }
        }

        RequireComplete(open, photo.Length);
    }

    private static V1.PhotoHeader Checked(V1.PhotoHeader photo, int largestPhotoBytes)
    {
        if (photo.Length < 1 || photo.Length > largestPhotoBytes)
        {
            throw new RefusedException("photo-too-large", $"'{GridText.Shown(photo.FileName)}' has {photo.Length} bytes; a photo has 1 to {largestPhotoBytes}.");
        }

        return photo;
    }

    private static void RequireComplete(V1.PhotoHeader? open, int filled)
    {
        if (open is not null)
        {
            throw Broken($"'{GridText.Shown(open.FileName)}' ended after {filled} of {open.Length} bytes.");
        }
    }

    private static RefusedException Broken(string what) => new("broken-import-stream", $"The import stream is broken: {what}");
}
