using System.Net;
using System.Text.RegularExpressions;
using BirdGrid.Silo.Services.OpenApi;
using BirdGrid.Silo.Tests.Services.OpenInference;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi.Models;
using Microsoft.OpenApi.Readers;

namespace BirdGrid.Silo.Tests.Services.OpenApi;

/// <summary>The OpenAPI document is one, and says what the silo does.</summary>
public sealed partial class OpenApiDocumentTests(InferenceSilo silo) : IClassFixture<InferenceSilo>
{
    [Fact]
    public async Task The_document_is_valid_and_every_reference_resolves()
    {
        var document = await ReadAsync();
        var missing = new List<string>();
        foreach (Match reference in References().Matches(await silo.Rest.GetStringAsync(OpenApiEndpoints.DocumentPath)))
        {
            if (!document.Components.Schemas.ContainsKey(reference.Groups[1].Value))
            {
                missing.Add(reference.Groups[1].Value);
            }
        }

        Assert.Empty(missing);
        Assert.Equal("BirdGrid", document.Info.Title);
    }

    [Fact]
    public async Task Every_route_is_described_and_every_description_has_a_route()
    {
        var document = await ReadAsync();
        var described = document.Paths.SelectMany(p => p.Value.Operations.Keys.Select(verb => $"{verb.ToString().ToUpperInvariant()} {p.Key}")).Order(StringComparer.Ordinal);
        var mapped = silo.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText is { } path && (path.StartsWith("/v1", StringComparison.Ordinal) || path.StartsWith("/v2", StringComparison.Ordinal)))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(verb => $"{verb} {e.RoutePattern.RawText}"))
            .Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(mapped, described);
    }

    [Fact]
    public async Task Braces_are_parameters_and_descriptions_come_from_the_protos()
    {
        var document = await ReadAsync();
        Assert.All(document.Paths, path =>
        {
            var braces = Braces().Matches(path.Key).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);
            Assert.All(path.Value.Operations.Values, o => Assert.Equal(braces, o.Parameters.Where(p => p.In == ParameterLocation.Path).Select(p => p.Name).Order(StringComparer.Ordinal)));
        });
        Assert.Equal(document.Paths.Sum(p => p.Value.Operations.Count), document.Paths.SelectMany(p => p.Value.Operations.Values).Select(o => o.OperationId).Distinct().Count());

        var promote = document.Paths["/v1/models/{model}:promote"].Operations[OperationType.Post];
        Assert.StartsWith("Points an alias at a version", promote.Description, StringComparison.Ordinal);
        var body = promote.RequestBody.Content["application/json"].Schema;
        Assert.Equal(["version", "alias", "who", "why", "idempotencyKey"], body.Properties.Keys);
        Assert.StartsWith("Default: champion.", body.Properties["alias"].Description, StringComparison.Ordinal);
        var limit = Assert.Single(document.Paths["/v1/datasets"].Operations[OperationType.Get].Parameters, p => p.Name == "limit");
        Assert.StartsWith("Most datasets to return", limit.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_of_64_bits_are_texts_in_v1_and_numbers_in_v2()
    {
        var document = await ReadAsync();
        Assert.Equal("string", document.Components.Schemas["StageTotal"].Properties["nanoseconds"].Type);
        Assert.Equal("integer", document.Components.Schemas["Inference.StatisticDuration"].Properties["ns"].Type);
    }

    [Fact]
    public async Task Credentials_servers_licence_and_errors_are_told()
    {
        var document = await ReadAsync();
        Assert.Equal(["ApiKey", "Bearer"], document.Components.SecuritySchemes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3, document.SecurityRequirements.Count);
        Assert.Equal("/", Assert.Single(document.Servers).Url);
        Assert.NotEmpty(document.Info.License.Name);
        foreach (var (path, item) in document.Paths)
        {
            foreach (var (verb, operation) in item.Operations)
            {
                Assert.Superset(new HashSet<string>(["200", "400", "401", "403", "404", "429", "503", "default"]), operation.Responses.Keys.ToHashSet());
                Assert.Equal(verb == OperationType.Post, operation.Responses.ContainsKey("415"));
                Assert.All(operation.Responses.Values, r => Assert.NotEmpty(r.Content));
                Assert.Equal(path.StartsWith("/v2/health/", StringComparison.Ordinal), operation.Security is { Count: 0 } && path.StartsWith("/v2/health/", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere()
    {
        using var answer = await silo.Rest.GetAsync("/openapi");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        string page = await answer.Content.ReadAsStringAsync();
        Assert.Contains(OpenApiEndpoints.DocumentPath, page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
    }

    private async Task<Microsoft.OpenApi.Models.OpenApiDocument> ReadAsync()
    {
        var document = new OpenApiStringReader().Read(await silo.Rest.GetStringAsync(OpenApiEndpoints.DocumentPath), out var diagnostic);
        Assert.Empty(diagnostic.Errors);
        return document;
    }

    [GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial Regex References();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Braces();
}
