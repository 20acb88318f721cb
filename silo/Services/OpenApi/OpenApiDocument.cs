using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BirdGrid.Grains.Telemetry;
using BirdGrid.Silo.Services.Rest;
using BirdGrid.V1;

namespace BirdGrid.Silo.Services.OpenApi;

/// <summary>Describes everything that answers HTTP and JSON, in OpenAPI 3.0: from the descriptors of the services, so that it says what the silo does.</summary>
internal static class OpenApiDocument
{
    private const string About =
        "JSON twins of the gRPC services. /v1: birdgrid.v1 (whole numbers of 64 bits are texts). /v2: the Open Inference Protocol. Every error has a stable reason and a message.";

    private const string Error = """
        {
          "type": "object",
          "description": "google.rpc.Status: details[0].reason is a stable, machine-readable word.",
          "properties": {
            "code": { "type": "integer", "description": "gRPC status code." },
            "message": { "type": "string", "description": "What was wrong and what to do." },
            "details": { "type": "array", "items": { "type": "object", "properties": { "@type": { "type": "string" }, "reason": { "type": "string" }, "domain": { "type": "string" } } } }
          }
        }
        """;

    private const string Form = """
        {
          "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {
              "file": { "type": "string", "format": "binary", "description": "The photo; the part may have any name." },
              "topK": { "type": "integer", "format": "int32", "description": "As in the query." }
            }
          }
        }
        """;

    // Nothing is the third choice: silos without authentication, callers with a client certificate, and readers where anonymous ones are allowed.
    private const string Security = """[{ "ApiKey": [] }, { "Bearer": [] }, {}]""";

    private const string SecuritySchemes = """
        {
          "ApiKey": { "type": "apiKey", "in": "header", "name": "x-api-key", "description": "A key of `birdgrid keys`." },
          "Bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A token of the configured provider, or a key." }
        }
        """;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document as UTF-8.</summary>
    public static byte[] Build()
    {
        var comments = ProtoComments.Read();
        var components = new JsonObject { [TranscodedPaths.ErrorSchema] = JsonNode.Parse(Error) };
        var paths = new JsonObject();
        var schemas = new MessageSchemas(components, comments, string.Empty, protoNames: false);
        var transcoded = new TranscodedPaths(schemas, comments);
        foreach (var service in SiloServices.BirdGrid)
        {
            transcoded.Add(paths, service);
        }

        AddPhotoClassification(paths, schemas);
        new OpenInferencePaths(new MessageSchemas(components, comments, "Inference.", protoNames: true)).Add(paths, components);
        var responses = new JsonObject();
        TranscodedPaths.AddErrors(responses, TranscodedPaths.ErrorSchema);
        TranscodedPaths.AddErrors(responses, OpenInferencePaths.ErrorSchema);
        return Write(new JsonObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject
            {
                ["title"] = "BirdGrid",
                ["version"] = BirdGridTelemetry.Version,
                ["description"] = About,
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["url"] = "https://www.apache.org/licenses/LICENSE-2.0" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "The silo that this document is from." }),
            ["security"] = JsonNode.Parse(Security),
            ["tags"] = Tags(comments),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = components, ["responses"] = responses, ["securitySchemes"] = JsonNode.Parse(SecuritySchemes) },
        });
    }

    private static JsonArray Tags(ProtoComments comments)
    {
        var tags = new JsonArray();
        foreach (var service in SiloServices.BirdGrid)
        {
            tags.Add(new JsonObject { ["name"] = service.Name, ["description"] = comments.Of(service.FullName) });
        }

        tags.Add(new JsonObject { ["name"] = "OpenInference", ["description"] = "The Open Inference Protocol, version 2, as other servers and tools speak it." });
        return tags;
    }

    private static void AddPhotoClassification(JsonObject paths, MessageSchemas schemas)
    {
        var photo = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } };
        TranscodedPaths.PathOf(paths, PhotoClassificationEndpoint.Path)["post"] = new JsonObject
        {
            ["operationId"] = "ClassificationService_ClassifyPhoto",
            ["tags"] = new JsonArray(ClassificationService.Descriptor.Name),
            ["description"] = "Classifies a photo that is the body itself (curl --data-binary @bird.jpg) or a file of a form (curl -F file=@bird.jpg), at most 64 MiB.",
            ["parameters"] = new JsonArray(
                TranscodedPaths.Parameter("model", "path", new JsonObject { ["type"] = "string", ["description"] = "model, model@3 or model@champion." }),
                TranscodedPaths.Parameter("topK", "query", new JsonObject { ["type"] = "integer", ["format"] = "int32", ["description"] = "Labels to return, best first; default 5." }),
                TranscodedPaths.Parameter("truncated", "query", new JsonObject
                {
                    ["type"] = "string",
                    ["enum"] = new JsonArray("refuse", "accept"),
                    ["description"] = "What is done with a photo that ends before its last pixel; default refuse.",
                })),
            ["requestBody"] = new JsonObject
            {
                ["required"] = true,
                ["content"] = new JsonObject { ["image/jpeg"] = photo, ["image/png"] = photo.DeepClone(), ["image/webp"] = photo.DeepClone(), ["multipart/form-data"] = JsonNode.Parse(Form) },
            },
            ["responses"] = TranscodedPaths.Responses(schemas.Reference(ClassifyResponse.Descriptor), TranscodedPaths.ErrorSchema, hasBody: true),
        };
    }

    private static byte[] Write(JsonObject document)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            document.WriteTo(writer);
        }

        return stream.ToArray();
    }
}
