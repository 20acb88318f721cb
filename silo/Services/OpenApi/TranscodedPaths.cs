using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace BirdGrid.Silo.Services.OpenApi;

/// <summary>The paths of <c>/v1</c>, from the HTTP rules of the services.</summary>
internal sealed partial class TranscodedPaths(MessageSchemas schemas, ProtoComments comments)
{
    /// <summary>Name of the schema of errors.</summary>
    public const string ErrorSchema = "Error";

    private static readonly (string Status, string Description, bool OfBodies)[] Errors =
    [
        ("400", "The request is wrong; the message says what was expected and what came.", false),
        ("401", "Credentials are missing or not good. Silos without authentication ask for none.", false),
        ("403", "The caller's role is too low, or a web page of elsewhere makes the call.", false),
        ("404", "There is no such thing.", false),
        ("413", "The body is too large.", true),
        ("415", "The body is of another type, or packed.", true),
        ("429", "Too much at once, or beyond the caller's limits; to be tried again.", false),
        ("503", "The silo is starting, stopping, or cannot reach the grid; to be tried again.", false),
        ("default", "The call failed; the silo's log has more.", false),
    ];

    /// <summary>Adds the methods that have an HTTP rule.</summary>
    public void Add(JsonObject paths, ServiceDescriptor service)
    {
        foreach (var method in service.Methods)
        {
            if (method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is { } rule)
            {
                var (verb, path) = RouteOf(rule);
                PathOf(paths, path)[verb] = Operation(method, rule.Body, path);
            }
        }
    }

    /// <summary>A path's entry, made where it is missing.</summary>
    public static JsonObject PathOf(JsonObject paths, string path)
    {
        if (paths[path] is not JsonObject entry)
        {
            paths[path] = entry = [];
        }

        return entry;
    }

    /// <summary>Answers: one that is right, and errors.</summary>
    /// <param name="answer">Schema of the one that is right.</param>
    /// <param name="errorSchema">Name of the schema of errors.</param>
    /// <param name="hasBody">Whether a request has a body.</param>
    public static JsonObject Responses(JsonObject answer, string errorSchema, bool hasBody)
    {
        var responses = new JsonObject { ["200"] = new JsonObject { ["description"] = "The answer.", ["content"] = Json(answer) } };
        foreach (var (status, _, ofBodies) in Errors.Where(e => hasBody || !e.OfBodies))
        {
            responses[status] = new JsonObject { ["$ref"] = $"#/components/responses/{errorSchema}.{status}" };
        }

        return responses;
    }

    /// <summary>Adds the answers that are errors of a schema.</summary>
    public static void AddErrors(JsonObject responses, string errorSchema)
    {
        foreach (var (status, description, _) in Errors)
        {
            var response = new JsonObject { ["description"] = description, ["content"] = Json(new JsonObject { ["$ref"] = $"#/components/schemas/{errorSchema}" }) };
            if (status is "429" or "503")
            {
                response["headers"] = new JsonObject { ["Retry-After"] = new JsonObject { ["description"] = "Seconds, where they are known.", ["schema"] = Integer() } };
            }

            responses[$"{errorSchema}.{status}"] = response;
        }
    }

    private static JsonObject Integer() => new() { ["type"] = "integer" };

    /// <summary>Content of the type JSON.</summary>
    public static JsonObject Json(JsonObject schema) => new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    /// <summary>A parameter.</summary>
    public static JsonObject Parameter(string name, string place, JsonObject schema)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["required"] = place == "path" };
        if (schema["description"] is { } description)
        {
            parameter["description"] = description.DeepClone();
            schema.Remove("description");
        }

        parameter["schema"] = schema;
        return parameter;
    }

    private static (string Verb, string Path) RouteOf(HttpRule rule) => rule.PatternCase switch
    {
        HttpRule.PatternOneofCase.Get => ("get", rule.Get),
        HttpRule.PatternOneofCase.Post => ("post", rule.Post),
        HttpRule.PatternOneofCase.Put => ("put", rule.Put),
        HttpRule.PatternOneofCase.Patch => ("patch", rule.Patch),
        HttpRule.PatternOneofCase.Delete => ("delete", rule.Delete),
        _ => throw new InvalidOperationException($"A rule of kind {rule.PatternCase} is not known."),
    };

    private JsonObject Operation(MethodDescriptor method, string body, string path)
    {
        var inPath = PathParameter().Matches(path).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var operation = new JsonObject
        {
            ["operationId"] = $"{method.Service.Name}_{method.Name}",
            ["tags"] = new JsonArray(method.Service.Name),
        };
        if (comments.Of(method.FullName) is { Length: > 0 } description)
        {
            operation["description"] = description;
        }

        var fields = method.InputType.Fields.InDeclarationOrder();
        var parameters = new JsonArray();
        foreach (var field in fields.Where(f => inPath.Contains(f.Name)))
        {
            // A path has the names of its braces, which are the proto's.
            parameters.Add(Parameter(field.Name, "path", schemas.Field(field)));
        }

        foreach (var field in fields.Where(f => body.Length == 0 && !inPath.Contains(f.Name)))
        {
            parameters.Add(Parameter(schemas.NameOf(field), "query", schemas.Field(field)));
        }

        operation["parameters"] = parameters;
        if (body.Length > 0)
        {
            var schema = inPath.Count == 0 ? schemas.Reference(method.InputType) : schemas.Some(method.InputType, f => !inPath.Contains(f.Name));
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Json(schema) };
        }

        operation["responses"] = Responses(schemas.Reference(method.OutputType), ErrorSchema, body.Length > 0);
        return operation;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();
}
