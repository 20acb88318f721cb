using System.Globalization;
using System.Text.Json;
using BirdGrid.Grains;
using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Services.OpenInference;
using Google.Protobuf;
using Inference.V2;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>The Open Inference Protocol over HTTP: <c>/v2</c>.</summary>
internal static class OpenInferenceEndpoints
{
    private const string Model = "/v2/models/{model}";
    private const string Version = "/v2/models/{model}/versions/{version}";

    /// <summary>Maps the endpoints.</summary>
    public static void MapOpenInference(this WebApplication application)
    {
        Map(application, "/v2", (_, _) => Task.FromResult<IMessage>(ModelReader.ServerMetadata()));
        Map(application, "/v2/health/live", (_, _) => Task.FromResult<IMessage>(new ServerLiveResponse { Live = true }));
        application.MapGet("/v2/health/ready", ServerReadyAsync).RequireRole(CallerRole.None);
        MapModel(application, string.Empty, async (http, stop) => await Service<ModelReader>(http).MetadataAsync(NameOf(http), VersionOf(http), stop));
        MapModel(application, "/config", async (http, stop) => await Service<ModelReader>(http).ConfigAsync(NameOf(http), VersionOf(http), stop));
        MapModel(application, "/stats", async (http, stop) => await Service<RepositoryReader>(http).StatisticsAsync(NameOf(http), VersionOf(http), stop));
        Map(application, "/v2/models/stats", async (http, stop) => await Service<RepositoryReader>(http).StatisticsAsync(string.Empty, string.Empty, stop));
        application.MapGet($"{Model}/ready", ReadyAsync).RequireRole(CallerRole.Reader);
        application.MapGet($"{Version}/ready", ReadyAsync).RequireRole(CallerRole.Reader);
        application.MapPost($"{Model}/infer", InferAsync).RequireRole(CallerRole.Reader, size: RequestSize.Photo);
        application.MapPost($"{Version}/infer", InferAsync).RequireRole(CallerRole.Reader, size: RequestSize.Photo);
        application.MapPost("/v2/repository/index", http => AnswerAsync(http, async stop => await Service<RepositoryReader>(http).IndexAsync(await WantsReadyAsync(http, stop), stop))).RequireRole(CallerRole.Reader);
        application.MapPost("/v2/repository/models/{model}/load", http => AnswerAsync(http, async stop =>
        {
            await Service<RepositoryReader>(http).LoadAsync(await ReadLoadAsync(http, stop), stop);
            return new RepositoryModelLoadResponse();
        })).RequireRole(CallerRole.Admin, changes: true, size: RequestSize.Text);
        application.MapPost("/v2/repository/models/{model}/unload", http => AnswerAsync(http, async stop =>
        {
            await Service<RepositoryReader>(http).UnloadAsync(new RepositoryModelUnloadRequest { ModelName = NameOf(http) }, stop);
            return new RepositoryModelUnloadResponse();
        })).RequireRole(CallerRole.Admin, changes: true, size: RequestSize.Text);
    }

    private static Task WriteErrorAsync(GridError error, HttpResponse response) => WriteAsync(response, json => json.WriteOpenInference(error));

    private static void MapModel(WebApplication application, string suffix, Func<HttpContext, CancellationToken, Task<IMessage>> ask)
    {
        Map(application, Model + suffix, ask);
        Map(application, Version + suffix, ask);
    }

    private static void Map(WebApplication application, string path, Func<HttpContext, CancellationToken, Task<IMessage>> ask)
    {
        application.MapGet(path, Answer).RequireRole(path.StartsWith("/v2/health/", StringComparison.Ordinal) ? CallerRole.None : CallerRole.Reader);

        Task Answer(HttpContext http) => AnswerAsync(http, stop => ask(http, stop));
    }

    private static Task AnswerAsync(HttpContext http, Func<CancellationToken, Task<IMessage>> ask) =>
        Service<RestCall>(http).RunAsync(http, ask, answer => WriteAsync(http.Response, json => WriteMessage(json, answer)), WriteErrorAsync);

    // An index is a list without a name in REST.
    private static void WriteMessage(Utf8JsonWriter json, IMessage answer)
    {
        if (answer is not RepositoryIndexResponse index)
        {
            ProtoJson.Write(json, answer);
            return;
        }

        json.WriteStartArray();
        foreach (var model in index.Models)
        {
            ProtoJson.Write(json, model);
        }

        json.WriteEndArray();
    }

    private static Task ServerReadyAsync(HttpContext http) => Service<RestCall>(http).RunAsync(
        http,
        async stop => await Service<ModelReader>(http).ReadReadinessAsync(stop),
        readiness => WriteAsync(http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ready", Told(http, readiness.IsReady));
            if (readiness.Problems.Count > 0)
            {
                // Beside the protocol: clients that know nothing of it pass it over.
                json.WriteStartArray("problems");
                foreach (string problem in readiness.Problems)
                {
                    json.WriteStringValue(problem);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }),
        WriteErrorAsync);

    private static Task ReadyAsync(HttpContext http) => Service<RestCall>(http).RunAsync(
        http,
        async stop => Told(http, await Service<ModelReader>(http).IsReadyAsync(NameOf(http), VersionOf(http), stop)),
        ready => WriteAsync(http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteString("name", NameOf(http));
            json.WriteBoolean("ready", ready);
            json.WriteEndObject();
        }),
        WriteErrorAsync);

    private static async Task InferAsync(HttpContext http)
    {
        ModelInferRequest? request = null;
        await Service<RestCall>(http).RunAsync(
            http,
            async stop =>
            {
                if (request is null)
                {
                    request = await ReadInferAsync(http, stop);
                    http.TakePhotos(PhotoCounts.Of(request, Service<IOptions<InferenceOptions>>(http).Value.MaximumBatchSize));
                }

                return await Service<InferenceCore>(http).InferAsync(request, deadline: null, stop);
            },
            response => InferJsonWriter.WriteAsync(http.Response, request!, response, http.RequestAborted),
            WriteErrorAsync);
    }

    private static async Task<ModelInferRequest> ReadInferAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(http.Request, cancellationToken);
        int length = body.Length;
        if (http.Request.Headers[InferJsonWriter.LengthHeader] is [var said]
            && (!int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > body.Length))
        {
            throw new RefusedException("wrong-header-length", $"{InferJsonWriter.LengthHeader}: expected the length of the JSON at the beginning of a body of {body.Length} bytes, got '{InputReader.Shown(said ?? string.Empty)}'.");
        }

        var request = InferJsonReader.Read(body[..length], body[length..], RequestBytes.Of(http).Take);
        request.ModelName = NameOf(http);
        request.ModelVersion = VersionOf(http);
        RequestTexts.Check(request, Service<LimitOptions>(http).MaxTextCharacters);
        return request;
    }

    private static async Task<RepositoryModelLoadRequest> ReadLoadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var request = new RepositoryModelLoadRequest { ModelName = NameOf(http) };
        var body = await RequestBody.ReadAsync(http.Request, cancellationToken);
        using var json = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"expected an object, got {json.RootElement.ValueKind}.");
        }

        // Their values do not matter: a load takes none.
        if (json.RootElement.TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object)
        {
            foreach (var parameter in parameters.EnumerateObject())
            {
                request.Parameters[parameter.Name] = new ModelRepositoryParameter();
            }
        }

        return request;
    }

    private static async Task<bool> WantsReadyAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(http.Request, cancellationToken);
        if (body.IsEmpty)
        {
            return false;
        }

        using var json = JsonDocument.Parse(body);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"expected an object, got {json.RootElement.ValueKind}.");
        }

        if (!json.RootElement.TryGetProperty("ready", out var ready) || ready.ValueKind is JsonValueKind.False or JsonValueKind.Null)
        {
            return false;
        }

        return ready.ValueKind == JsonValueKind.True ? true : throw new JsonException($"'ready': expected true or false, got {ready.ValueKind}.");
    }

    // Health is told by the status; the protocol asks for one of 4xx.
    private static bool Told(HttpContext http, bool ready)
    {
        http.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return ready;
    }

    private static async Task WriteAsync(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        response.ContentType = "application/json";
        var writer = new Utf8JsonWriter(response.BodyWriter);
        await using (writer)
        {
            write(writer);
        }

        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
    }

    private static string NameOf(HttpContext http) => (string)http.Request.RouteValues["model"]!;

    private static string VersionOf(HttpContext http) => http.Request.RouteValues["version"] as string ?? string.Empty;

    private static T Service<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
