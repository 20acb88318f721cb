using System.Globalization;
using BirdGrid.Grains;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using HttpRequest = Microsoft.AspNetCore.Http.HttpRequest;
using HttpResponse = Microsoft.AspNetCore.Http.HttpResponse;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>
/// <c>POST /v1/models/{model}:classify</c> with a photo as the body and nothing around it: what curl can do without base64. Not transcoded, as
/// transcoding writes such bodies to a temporary file first.
/// </summary>
internal static class PhotoClassificationEndpoint
{
    /// <summary>Path of the endpoint.</summary>
    public const string Path = "/v1/models/{model}:classify";

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithTypeRegistry(TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor)));

    /// <summary>Maps the endpoint.</summary>
    public static void MapPhotoClassification(this WebApplication application) => application.MapPost(Path, http =>
    {
        ReadOnlyMemory<byte>? photo = null;
        var services = http.RequestServices;
        return services.GetRequiredService<RestCall>().RunAsync(
            http,
            async stop =>
            {
                if (photo is null)
                {
                    http.TakePhotos(1);
                    photo = await RequestBody.ReadAsync(http.Request, stop);
                }

                var request = new ClassifyRequest
                {
                    Model = (string)http.Request.RouteValues["model"]!,
                    Photo = UnsafeByteOperations.UnsafeWrap(photo.Value),
                    TopK = TopKOf(http.Request),
                    Truncated = TruncatedPhotosMapper.FromWord(http.Request.Query["truncated"].FirstOrDefault()),
                };
                return await services.GetRequiredService<ClassificationCore>().AnswerAsync(request, deadline: null, stop);
            },
            answer => WriteAsync(http.Response, answer),
            (error, response) => WriteAsync(response, error.ToStatus()));
    }).RequireRole(CallerRole.Reader);

    private static int TopKOf(HttpRequest request)
    {
        string? said = request.Query["topK"].FirstOrDefault() ?? request.Query["top_k"].FirstOrDefault();
        if (said is null)
        {
            return 0;
        }

        return int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out int topK)
            ? topK
            : throw new RefusedException("top-k-out-of-range", "topK is no number: it must be 1 or more.");
    }

    private static Task WriteAsync(HttpResponse response, IMessage message)
    {
        response.ContentType = "application/json; charset=utf-8";
        return response.WriteAsync(Formatter.Format(message), response.HttpContext.RequestAborted);
    }
}
