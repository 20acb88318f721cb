using System.Net;
using System.Text.Json.Nodes;
using BirdGrid.Silo.Tests.Services.OpenInference;

namespace BirdGrid.Silo.Tests.Services.Rest;

/// <summary>Methods that a path does not take, and paths that there are not.</summary>
public sealed class UnmappedRequestTests(InferenceSilo silo) : IClassFixture<InferenceSilo>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PUT", "/v1/status", "GET, HEAD")]
    [InlineData("POST", "/v1/status", "GET, HEAD")]
    [InlineData("DELETE", "/v1/models/finch", "GET, HEAD")]
    [InlineData("PATCH", "/v1/training", "GET, HEAD, POST")]
    [InlineData("GET", "/v1/classify", "POST")]
    [InlineData("HEAD", "/v1/classify", "POST")]
    [InlineData("OPTIONS", "/v2/models/finch/infer", "POST")]
    [InlineData("PUT", "/v2", "GET, HEAD")]
    [InlineData("GET", "/v2/repository/index", "POST")]
    [InlineData("DELETE", "/v2/models/finch/versions/1", "GET, HEAD")]
    [InlineData("POST", "/openapi/v1.json", "GET, HEAD")]
    [InlineData("OPTIONS", "/v1/serving/finch:load", "GET, HEAD, POST")]
    public async Task A_method_that_a_path_does_not_take_is_405_with_those_that_it_does(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await silo.Rest.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow));
        if (method != "HEAD")
        {
            var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
            Assert.Contains($"use {allowed.Replace(", ", " or ", StringComparison.Ordinal)}.", MessageOf(path, json), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v1")]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("PUT", "/v1/models/a/b/c")]
    [InlineData("GET", "/favicon.ico")]
    [InlineData("GET", "/v2/systemsharedmemory/status")]
    [InlineData("POST", "/v2/systemsharedmemory/region/a/register")]
    [InlineData("GET", "/v2/cudasharedmemory/status")]
    [InlineData("GET", "/v2/trace/setting")]
    [InlineData("POST", "/v2/models/finch/trace/setting")]
    [InlineData("POST", "/v2/logging")]
    public async Task A_path_that_there_is_not_is_404_in_the_shape_of_every_error(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        var (status, json) = await silo.Rest.SendAsync(request, Token).ReadAsync();
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("There is no ", MessageOf(path, json), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/status")]
    [InlineData("/v1/models")]
    [InlineData("/v2")]
    [InlineData("/v2/health/ready")]
    [InlineData("/v2/models/finch")]
    [InlineData("/openapi/v1.json")]
    public async Task What_can_be_read_has_headers_alone(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await silo.Rest.SendAsync(request, Token);
        using var get = await silo.Rest.GetAsync(path, Token);
        Assert.Equal((HttpStatusCode.OK, get.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    private static string MessageOf(string path, JsonNode json) => (string)json[path.StartsWith("/v2", StringComparison.Ordinal) ? "error" : "message"]!;
}
