namespace BirdGrid.Silo.Services.Rest;

/// <summary>Reads bodies.</summary>
internal static class RequestBody
{
    private const int FirstGuess = 1 << 16;

    /// <summary>The whole body; Kestrel ends one that is over the limit.</summary>
    /// <exception cref="BadHttpRequestException">It is too large, was cut off, or is compressed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding.Count > 0)
        {
            throw new BadHttpRequestException("Compressed bodies are not taken: send the body as it is.", StatusCodes.Status415UnsupportedMediaType);
        }

        // The announced length is believed only as far as bytes really come.
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? FirstGuess, FirstGuess));
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
