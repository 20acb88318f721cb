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
    public static JsonObject Responses(JsonObject answer, string errorSchema) => new()
    {
        ["200"] = new JsonObject { ["description"] = "The answer.", ["content"] = Json(answer) },
        ["default"] = new JsonObject
        {
            ["description"] = "The request was refused or could not be answered; 429 and 503 can be tried again, after Retry-After where it is there.",
            ["content"] = Json(new JsonObject { ["$ref"] = $"#/components/schemas/{errorSchema}" }),
        },
    };

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

        operation["responses"] = Responses(schemas.Reference(method.OutputType), ErrorSchema);
        return operation;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();
}
