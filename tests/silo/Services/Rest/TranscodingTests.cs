using System.Net;
using BirdGrid.Grains;
using BirdGrid.Silo.Tests.Services.OpenInference;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Silo.Tests.Services.Rest;

/// <summary>birdgrid.v1 as JSON over HTTP.</summary>
public sealed class TranscodingTests(InferenceSilo silo) : IClassFixture<InferenceSilo>
{
    [Theory]
    [InlineData("/v1/status", "silos")]
    [InlineData("/v1/models", "models")]
    [InlineData("/v1/datasets?limit=3", "datasets")]
    [InlineData("/v1/training", "sessions")]
    [InlineData("/v1/sweeps", "sweeps")]
    public async Task Lists_are_there(string path, string field)
    {
        var (status, json) = await silo.Rest.GetAsync(path).ReadAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotNull(json[field]!.AsArray());
    }

    [Theory]
    [InlineData("/v1/models/nothing", HttpStatusCode.NotFound, "unknown-model")]
    [InlineData("/v1/models/nothing/history", HttpStatusCode.NotFound, "unknown-model")]
    [InlineData("/v1/models:compare?left=nothing&right=nothing", HttpStatusCode.NotFound, "unknown-model")]
    [InlineData("/v1/datasets/Bad%20Name", HttpStatusCode.BadRequest, "bad-name")]
    [InlineData("/v1/datasets?limit=-1", HttpStatusCode.BadRequest, "limit-out-of-range")]
    [InlineData("/v1/training/ts-0", HttpStatusCode.NotFound, "unknown-session")]
    [InlineData("/v1/serving/nothing", HttpStatusCode.NotFound, "unknown-model")]
    public async Task Errors_carry_status_reason_and_message(string path, HttpStatusCode expected, string reason)
    {
        var (status, json) = await silo.Rest.GetAsync(path).ReadAsync();
        Assert.Equal((expected, reason), (status, (string)json["details"]![0]!["reason"]!));
        Assert.NotEmpty((string)json["message"]!);
    }

    [Fact]
    public async Task A_photo_is_base64_in_json_and_itself_as_a_body()
    {
        var (status, json) = await silo.Rest.PostJsonAsync("/v1/classify", """{ "model": "finch@1", "photo": "CQgHBg==", "topK": 1 }""").ReadAsync();
        Assert.Equal((HttpStatusCode.OK, "wren", 1), (status, (string)json["labels"]![0]!["label"]!, (int)json["version"]!));

        using var photo = new ByteArrayContent([9, 8, 7, 6]);
        photo.Headers.ContentType = new("image/jpeg");
        (status, json) = await silo.Rest.PostAsync("/v1/models/finch@champion:classify?topK=2", photo).ReadAsync();
        Assert.Equal((HttpStatusCode.OK, 2), (status, (int)json["version"]!));
        Assert.Equal(["wren", "robin"], json["labels"]!.AsArray().Select(l => (string)l!["label"]!));
        Assert.Equal([9, 8, 7, 6], silo.Front.Requests.Last().Photos[0].ToArray());
    }

    [Theory]
    [InlineData("", "", TruncatedPhotos.Refuse)]
    [InlineData("?truncated=refuse", ", \"truncated\": \"TRUNCATED_PHOTOS_REFUSE\"", TruncatedPhotos.Refuse)]
    [InlineData("?truncated=accept", ", \"truncated\": \"TRUNCATED_PHOTOS_ACCEPT\"", TruncatedPhotos.Accept)]
    public async Task What_is_done_with_truncated_photos_is_asked_for_by_a_query_or_a_field(string query, string field, TruncatedPhotos expected)
    {
        using var photo = new ByteArrayContent([9, 8, 7, 6]);
        await silo.Rest.PostAsync($"/v1/models/finch:classify{query}", photo).ReadAsync();
        Assert.Equal(expected, silo.Front.Requests.Last().Truncated);
        await silo.Rest.PostJsonAsync("/v1/classify", $$"""{ "model": "finch", "photo": "CQgHBg=="{{field}} }""").ReadAsync();
        Assert.Equal(expected, silo.Front.Requests.Last().Truncated);
    }

    [Theory]
    [InlineData("/v1/models/wren:classify", HttpStatusCode.NotFound, "unknown-model")]
    [InlineData("/v1/models/finch:classify?topK=no", HttpStatusCode.BadRequest, "top-k-out-of-range")]
    [InlineData("/v1/models/finch:classify?truncated=maybe", HttpStatusCode.BadRequest, "unknown-truncated")]
    public async Task Errors_of_a_bare_photo_look_the_same(string path, HttpStatusCode expected, string reason)
    {
        using var photo = new ByteArrayContent([1]);
        var (status, json) = await silo.Rest.PostAsync(path, photo).ReadAsync();
        Assert.Equal((expected, reason), (status, (string)json["details"]![0]!["reason"]!));
    }

    [Theory]
    [InlineData("/v1/classify", """{ "model": "finch", "photo": "AQ==" }""")]
    [InlineData("/v1/models/finch:classify", "photo")]
    public async Task A_full_queue_says_when_to_come_back(string path, string body)
    {
        silo.Front.Failure = new BusyException("queue-full", "256 images wait.", retryAfterMs: 40);
        using var answer = await silo.Rest.PostJsonAsync(path, body);
        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (answer.StatusCode, answer.Headers.RetryAfter!.ToString()));
        Assert.Contains("queue-full", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{ "model": 3 }""")]
    [InlineData("""{ "photo": "*" }""")]
    public async Task A_wrong_body_is_a_bad_request(string body)
    {
        var (status, _) = await silo.Rest.PostJsonAsync("/v1/classify", body).ReadAsync();
        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Training_can_be_started_and_cancelled()
    {
        var (status, json) = await silo.Rest.PostJsonAsync("/v1/training", """{ "spec": { "model": "m", "dataset": "nothing", "backbone": "resnet9" }, "idempotencyKey": "once" }""").ReadAsync();
        Assert.Equal((HttpStatusCode.NotFound, "unknown-dataset"), (status, (string)json["details"]![0]!["reason"]!));
        (status, json) = await silo.Rest.PostJsonAsync("/v1/training/ts-0:cancel", """{ "reason": "enough" }""").ReadAsync();
        Assert.Equal((HttpStatusCode.NotFound, "unknown-session"), (status, (string)json["details"]![0]!["reason"]!));
        (status, json) = await silo.Rest.PostJsonAsync("/v1/models/nothing:promote", """{ "version": 2 }""").ReadAsync();
        Assert.Equal((HttpStatusCode.NotFound, "unknown-model"), (status, (string)json["details"]![0]!["reason"]!));
        (status, json) = await silo.Rest.PostJsonAsync("/v1/serving/finch@1:load", """{ "reason": "soon needed" }""").ReadAsync();
        Assert.Equal((HttpStatusCode.OK, "SERVING_STATE_READY"), (status, (string)json["state"]!));
    }
}
