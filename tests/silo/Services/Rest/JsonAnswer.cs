using System.Net;
using System.Text.Json.Nodes;

namespace BirdGrid.Silo.Tests.Services.Rest;

/// <summary>Asks over HTTP.</summary>
internal static class JsonAnswer
{
    /// <summary>Status and JSON of an answer.</summary>
    public static async Task<(HttpStatusCode Status, JsonNode Json)> ReadAsync(this Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    /// <summary>Posts JSON.</summary>
    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, string json) =>
        client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
}
