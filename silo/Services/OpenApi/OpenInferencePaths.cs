using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Inference.V2;

namespace BirdGrid.Silo.Services.OpenApi;

/// <summary>The paths of <c>/v2</c>, the Open Inference Protocol.</summary>
internal sealed class OpenInferencePaths(MessageSchemas schemas)
{
    /// <summary>Name of the schema of errors.</summary>
    public const string ErrorSchema = "InferenceError";

    private const string Tag = "OpenInference";
    private const string Model = "/v2/models/{model}";
    private const string Version = "/v2/models/{model}/versions/{version}";

    /// <summary>Adds paths, and the schemas of inference, which is no message in JSON.</summary>
    public void Add(JsonObject paths, JsonObject components)
    {
        components[ErrorSchema] = Read("""{ "type": "object", "properties": { "error": { "type": "string", "description": "What was wrong and what to do." }, "reason": { "type": "string", "description": "Stable, machine-readable word." } } }""");
        components["InferRequest"] = Read(InferenceSchemas.Request);
        components["InferResponse"] = Read(InferenceSchemas.Response);
        components["ModelReady"] = Read("""{ "type": "object", "properties": { "name": { "type": "string" }, "ready": { "type": "boolean" } } }""");

        Get(paths, "/v2", "ServerMetadata", "Name, version and extensions of the server.", ServerMetadataResponse.Descriptor);
        Get(paths, "/v2/health/live", "ServerLive", "Whether the server answers.", ServerLiveResponse.Descriptor);
        Get(paths, "/v2/health/ready", "ServerReady", "Whether the server should get requests; 400 where not.", ServerReadyResponse.Descriptor);
        Get(paths, "/v2/models/stats", "AllStatistics", "Statistics of every version of every model.", ModelStatisticsResponse.Descriptor);
        foreach (var (path, suffix) in (ReadOnlySpan<(string, string)>)[(Model, string.Empty), (Version, "OfVersion")])
        {
            Get(paths, path, $"ModelMetadata{suffix}", "Names, types and shapes of a model's tensors.", ModelMetadataResponse.Descriptor);
            Get(paths, $"{path}/config", $"ModelConfig{suffix}", "The same without the batch dimension, and how requests are batched.", ModelConfig.Descriptor);
            Get(paths, $"{path}/stats", $"ModelStatistics{suffix}", "What versions have done since they were loaded.", ModelStatisticsResponse.Descriptor);
            Put(paths, $"{path}/ready", "get", $"ModelReady{suffix}", "Whether a version answers at once; 400 where not.", Reference("ModelReady"));
            Put(paths, $"{path}/infer", "post", $"ModelInfer{suffix}", "Classifies images or photos.", Reference("InferResponse"), Reference("InferRequest"));
        }

        Put(paths, "/v2/repository/index", "post", "RepositoryIndex", "Every version of every model, and whether it is in memory.", new JsonObject { ["type"] = "array", ["items"] = schemas.Reference(RepositoryIndexResponse.Types.ModelIndex.Descriptor) }, Read("""{ "type": "object", "properties": { "ready": { "type": "boolean", "description": "Only versions that are ready." } } }"""));
        Put(paths, "/v2/repository/models/{model}/load", "post", "RepositoryModelLoad", "Loads a version (model, model@3, model@alias); answers when it is ready.", schemas.Reference(RepositoryModelLoadResponse.Descriptor));
        Put(paths, "/v2/repository/models/{model}/unload", "post", "RepositoryModelUnload", "Unloads a version, or every version of a model that is in memory.", schemas.Reference(RepositoryModelUnloadResponse.Descriptor));
    }

    private static JsonObject Read(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private void Get(JsonObject paths, string path, string id, string description, MessageDescriptor answer) =>
        Put(paths, path, "get", id, description, schemas.Reference(answer));

    private static void Put(JsonObject paths, string path, string verb, string id, string description, JsonObject answer, JsonObject? body = null)
    {
        var operation = new JsonObject
        {
            ["operationId"] = $"{Tag}_{id}",
            ["tags"] = new JsonArray(Tag),
            ["description"] = description,
            ["parameters"] = new JsonArray([.. ((string[])["model", "version"]).Where(p => path.Contains($"{{{p}}}", StringComparison.Ordinal)).Select(p =>
                TranscodedPaths.Parameter(p, "path", new JsonObject { ["type"] = "string", ["description"] = p == "model" ? "The model's name." : "A number or an alias." }))]),
        };
        if (body is not null)
        {
            operation["requestBody"] = new JsonObject { ["required"] = id.StartsWith("ModelInfer", StringComparison.Ordinal), ["content"] = TranscodedPaths.Json(body) };
        }

        operation["responses"] = TranscodedPaths.Responses(answer, ErrorSchema, hasBody: verb == "post");
        if (path.StartsWith("/v2/health/", StringComparison.Ordinal))
        {
            // Open to everyone.
            operation["security"] = new JsonArray();
        }

        TranscodedPaths.PathOf(paths, path)[verb] = operation;
    }
}
