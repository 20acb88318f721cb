using System.Runtime.InteropServices;
using System.Text;
using BirdGrid.Grains;
using BirdGrid.Silo.Services.OpenInference;
using BirdGrid.Vision.Photos;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>A photo as the body of a request: its bytes alone, or a file of a form (multipart/form-data, what browsers and <c>curl -F</c> send).</summary>
/// <param name="Photo">The photo; part of the body.</param>
/// <param name="Fields">Texts of the form, by name; none where there is no form.</param>
internal sealed record PhotoBody(ReadOnlyMemory<byte> Photo, IReadOnlyDictionary<string, string> Fields)
{
    private const string BadForm = "bad-form";
    private const string SendPhoto = "send the photo's bytes (curl --data-binary @bird.jpg), or a form with one file (curl -F file=@bird.jpg)";
    private const int LongestBoundary = 70;
    private const int LongestField = 256;
    private const int MostParts = 16;

    private static readonly Dictionary<string, string> NoFields = [];

    /// <summary>Finds the photo; it is not copied, and nothing is written to a disk.</summary>
    /// <param name="contentType">What the request says its body is.</param>
    /// <param name="body">The whole body.</param>
    /// <param name="fields">Names of the form's fields that the call knows.</param>
    /// <exception cref="RefusedException">It is no form, or has no photo or several.</exception>
    public static async Task<PhotoBody> ReadAsync(string? contentType, ReadOnlyMemory<byte> body, IReadOnlyCollection<string> fields)
    {
        if (contentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != true)
        {
            return new PhotoBody(RequirePhoto(body, "The body"), NoFields);
        }

        string boundary = BoundaryOf(contentType);
        try
        {
            return await ReadFormAsync(boundary, body, fields);
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            throw new RefusedException(BadForm, $"The body is no whole multipart form with the boundary '{InputReader.Shown(boundary)}': {SendPhoto}.");
        }
    }

    private static string BoundaryOf(string contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new RefusedException(BadForm, $"'{InputReader.Shown(contentType)}' is not taken: {SendPhoto}.");
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        return boundary.Length is > 0 and <= LongestBoundary
            ? boundary.ToString()
            : throw new RefusedException(BadForm, $"Content-Type multipart/form-data needs a boundary of 1 to {LongestBoundary} characters, got {boundary.Length}: let the program that makes the form set the header.");
    }

    private static async Task<PhotoBody> ReadFormAsync(string boundary, ReadOnlyMemory<byte> body, IReadOnlyCollection<string> known)
    {
        using var stream = StreamOf(body);
        var reader = new MultipartReader(boundary, stream);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var photos = new List<(string Name, ReadOnlyMemory<byte> Bytes)>();
        for (int parts = 1; await reader.ReadNextSectionAsync() is { } part; parts++)
        {
            if (parts > MostParts)
            {
                throw new RefusedException(BadForm, $"The form has more than {MostParts} parts: {SendPhoto}.");
            }

            // The part's place in the body is known: it needs no copy.
            await part.Body.CopyToAsync(Stream.Null);
            var bytes = body.Slice((int)part.BaseStreamOffset!.Value, (int)part.Body.Position);
            var disposition = part.GetContentDispositionHeader();
            string name = HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).ToString();
            bool isFile = disposition?.IsFileDisposition() == true;
            if (!isFile && known.Contains(name))
            {
                AddField(fields, name, bytes);
            }
            else if (isFile || !bytes.IsEmpty)
            {
                photos.Add((name, bytes));
            }
        }

        return photos is [var (photoName, photo)]
            ? new PhotoBody(RequirePhoto(photo, $"The form's part '{InputReader.Shown(photoName)}'"), fields)
            : throw new RefusedException(BadForm, $"{Parts(photos)}; expected one photo, and besides it {string.Join(" or ", known)} at most: {SendPhoto}. Several photos go together to /v2/models/MODEL/infer.");
    }

    private static void AddField(Dictionary<string, string> fields, string name, ReadOnlyMemory<byte> value)
    {
        if (value.Length > LongestField || !fields.TryAdd(name, Encoding.UTF8.GetString(value.Span)))
        {
            throw new RefusedException(BadForm, $"The form's part '{name}' is there twice or has more than {LongestField} bytes; expected once.");
        }
    }

    private static string Parts(List<(string Name, ReadOnlyMemory<byte> Bytes)> photos) => photos.Count == 0
        ? "The form has no file"
        : $"The form has {photos.Count} parts that may be the photo ({string.Join(", ", photos.Select(p => $"'{InputReader.Shown(p.Name)}'"))})";

    // The decoder names everything else; what came in the place of a photo's bytes over HTTP has a way of its own to be sent.
    private static ReadOnlyMemory<byte> RequirePhoto(ReadOnlyMemory<byte> bytes, string what)
    {
        if (bytes.IsEmpty)
        {
            throw new RefusedException("photo-missing", $"{what} is empty: {SendPhoto}.");
        }

        return PhotoWrapping.Name(bytes.Span) is { } wrapping
            ? throw new RefusedException("photo-unsupported-format", $"{what} is {wrapping}: {SendPhoto}, or JSON with the photo as base64 to POST /v1/classify.")
            : bytes;
    }

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> body) => MemoryMarshal.TryGetArray(body, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(body.ToArray(), writable: false);
}
