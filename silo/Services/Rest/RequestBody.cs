using Microsoft.Net.Http.Headers;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>Reads bodies.</summary>
internal static class RequestBody
{
    /// <summary>Reason of a body that is too large, cut off or packed.</summary>
    public const string BadBodyReason = "bad-body";

    private const int FirstGuess = 1 << 16;

    /// <summary>The whole body; Kestrel ends one that is over the limit.</summary>
    /// <exception cref="BadHttpRequestException">It is too large or was cut off.</exception>
    /// <exception cref="BadRequestBodyException">It is packed.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string packing = request.Headers.ContentEncoding.ToString();
        if (packing.Length > 0 && !packing.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            // An error's answer begins anew: what is set now would be lost.
            request.HttpContext.Response.OnStarting(
                static response =>
                {
                    ((HttpResponse)response).Headers[HeaderNames.AcceptEncoding] = "identity";
                    return Task.CompletedTask;
                },
                request.HttpContext.Response);
            throw new BadRequestBodyException(
                StatusCodes.Status415UnsupportedMediaType,
                BadBodyReason,
                $"The body is packed (Content-Encoding: {OpenInference.InputReader.Shown(packing)}), and packed bodies are not taken: send it as it is.");
        }

        // The announced length is believed only as far as bytes really come.
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? FirstGuess, FirstGuess));
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
