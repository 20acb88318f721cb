using System.Net.Http.Headers;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>
/// Whether a request says that its body is JSON. What changes something must say so: a web page can send texts and forms to any address without asking,
/// and JSON only where the server allows it.
/// </summary>
internal static class JsonBody
{
    private const string Reason = "wrong-content-type";
    private const string SendJson = "send JSON with the header Content-Type: application/json";

    /// <summary>Requires JSON, or no type where no browser is seen to have sent the request: other clients leave it out.</summary>
    /// <exception cref="BadRequestBodyException">It says something else.</exception>
    public static void Require(HttpRequest request)
    {
        string? said = request.ContentType;
        if (string.IsNullOrEmpty(said))
        {
            if (request.Headers.Origin.Count > 0 || request.Headers.ContainsKey("Sec-Fetch-Site"))
            {
                throw new BadRequestBodyException(StatusCodes.Status415UnsupportedMediaType, Reason, $"This call has no Content-Type and comes from a browser: {SendJson}.");
            }

            return;
        }

        if (!MediaTypeHeaderValue.TryParse(said, out var type) || !IsJson(type.MediaType!))
        {
            throw new BadRequestBodyException(StatusCodes.Status415UnsupportedMediaType, Reason, $"This call takes JSON, got '{OpenInference.InputReader.Shown(said)}': {SendJson}.");
        }

        if (type.CharSet is { } charset && charset.Trim('"').ToUpperInvariant() is not ("UTF-8" or "UTF8" or "US-ASCII"))
        {
            throw new BadRequestBodyException(StatusCodes.Status415UnsupportedMediaType, Reason, $"JSON is taken in UTF-8, got '{OpenInference.InputReader.Shown(said)}': send it in UTF-8.");
        }
    }

    private static bool IsJson(string mediaType) =>
        mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) ||
        (mediaType.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
