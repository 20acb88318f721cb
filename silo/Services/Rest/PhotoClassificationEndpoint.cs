using BirdGrid.Grains;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.Silo.Services.OpenInference;
using BirdGrid.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
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

    private static readonly FieldDescriptor TopKField = ClassifyRequest.Descriptor.FindFieldByNumber(ClassifyRequest.TopKFieldNumber);

    private static readonly string[] TopKNames = [TopKField.JsonName, TopKField.Name];

    private const string TruncatedName = "truncated";

    private static readonly string[] ParameterNames = [.. TopKNames, TruncatedName];

    /// <summary>Maps the endpoint.</summary>
    public static void MapPhotoClassification(this WebApplication application) => application.MapPost(Path, http =>
    {
        ClassifyRequest? request = null;
        var services = http.RequestServices;
        return services.GetRequiredService<RestCall>().RunAsync(
            http,
            async stop => await services.GetRequiredService<ClassificationCore>().AnswerAsync(request ??= await ReadAsync(http, stop), deadline: null, stop),
            answer => WriteAsync(http.Response, answer),
            (error, response) => WriteAsync(response, error.ToStatus()));
    }).RequireRole(CallerRole.Reader, size: RequestSize.Photo);

    private static async Task<ClassifyRequest> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var query = http.Request.Query;
        if (query.Keys.FirstOrDefault(k => k.Length > 0 && !ParameterNames.Contains(k)) is { } unknown)
        {
            throw new RefusedException("bad-query", $"?{InputReader.Shown(unknown)}: there is no such parameter in the query; expected {TopKField.JsonName} or {TruncatedName}.");
        }

        http.TakePhotos(1);
        var body = await PhotoBody.ReadAsync(http.Request.ContentType, await RequestBody.ReadAsync(http.Request, cancellationToken), ParameterNames);
        return new ClassifyRequest
        {
            Model = (string)http.Request.RouteValues["model"]!,
            Photo = UnsafeByteOperations.UnsafeWrap(body.Photo),
            TopK = TopKOf(Said(TopKNames)),
            Truncated = TruncatedPhotosMapper.FromWord(Said([TruncatedName]).FirstOrDefault()),
        };

        string[] Said(string[] names) => [.. names.SelectMany(n => query[n]).OfType<string>(), .. body.Fields.Where(f => names.Contains(f.Key)).Select(f => f.Value)];
    }

    private static int TopKOf(string[] said)
    {
        if (said.Length == 0)
        {
            return 0;
        }

        if (said.Length > 1)
        {
            throw new RefusedException(ClassificationCore.TopKReason, $"topK is there {said.Length} times; expected once.");
        }

        return ProtoScalars.Parse(TopKField, said[0]) is int topK
            ? topK
            : throw new RefusedException(ClassificationCore.TopKReason, $"topK is '{InputReader.Shown(said[0])}'; it must be a whole number of 1 to {int.MaxValue}, or 0 for {ClassificationCore.DefaultTopK}.");
    }

    private static Task WriteAsync(HttpResponse response, IMessage message)
    {
        response.ContentType = "application/json; charset=utf-8";
        return response.WriteAsync(Formatter.Format(message), response.HttpContext.RequestAborted);
    }
}
