using BirdGrid.Silo.Security.Limits;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>Reads bodies.</summary>
internal static class RequestBody
{
    /// <summary>Reason of a body that is too large, cut off or packed.</summary>
    public const string BadBodyReason = "bad-body";

    /// <summary>The whole body; Kestrel ends one that is over the limit.</summary>
    /// <exception cref="BadHttpRequestException">It is too large or was cut off.</exception>
    /// <exception cref="BadRequestBodyException">It is packed.</exception>
    /// <exception cref="BirdGrid.Grains.BusyException">A budget of bytes is spent.</exception>
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

        var http = request.HttpContext;
        long most = Math.Min(request.ContentLength ?? long.MaxValue, http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? Array.MaxLength);
        var body = new GrowingBuffer(RequestBytes.Of(http), most);
        await body.AppendAsync(request.Body, cancellationToken);
        return await body.WholeAsync(cancellationToken);
    }
}
