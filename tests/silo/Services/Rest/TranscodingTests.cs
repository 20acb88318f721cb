using System.Net;
using BirdGrid.Grains;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Security.Limits;
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

    [Theory]
    [InlineData("""{ "model": "finch@1", "photo": "-_8", "top_k": "1e0", "priority": "PRIORITY_LOW", "requestId": null }""")]
    [InlineData("""{ "model": "finch@1", "photo": "+/8=\n", "topK": 1.0, "priority": 3 }""")]
    public async Task Bodies_are_read_by_all_rules_of_protobuf_s_JSON(string body)
    {
        var (status, json) = await silo.Rest.PostJsonAsync("/v1/classify", body).ReadAsync();
        Assert.Equal((HttpStatusCode.OK, 1), (status, json["labels"]!.AsArray().Count));
        Assert.Equal([0xfb, 0xff], silo.Front.Requests.Last().Photos[0].ToArray());
        Assert.Equal(Grains.Inference.Messages.InferencePriority.Low, silo.Front.Requests.Last().Priority);
    }

    [Theory]
    [InlineData("/v1/classify", """{ "topK": "abc" }""", "topK: expected a whole number")]
    [InlineData("/v1/classify", """{ "topk": 1 }""", "there is no field 'topk'")]
    [InlineData("/v1/classify", "not json", "The body is not the JSON that was expected")]
    [InlineData("/v1/classify", """{ "model": "a\u0000b" }""", "null character")]
    [InlineData("/v1/training", """{ "spec": { "epochs": 1.5 } }""", "spec.epochs: expected a whole number")]
    [InlineData("/v1/training", """{ "spec": [] }""", "spec: expected an object, got a list.")]
    [InlineData("/v1/classify?topK=1", "{}", "?topK: there is no such parameter in the query; expected none.")]
    public async Task What_is_wrong_in_a_body_is_told_with_its_place(string path, string body, string said)
    {
        var (status, json) = await silo.Rest.PostJsonAsync(path, body).ReadAsync();
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(said, (string)json["message"]!, StringComparison.Ordinal);
        Assert.NotEmpty((string)json["details"]![0]!["reason"]!);
    }

    [Theory]
    [InlineData("/v1/datasets?limit=abc", "?limit: expected a whole number of -2147483648 to 2147483647, got 'abc'.")]
    [InlineData("/v1/datasets?limit=1&limit=2", "?limit: is there more than once; expected once.")]
    [InlineData("/v1/datasets?limit=", "?limit: expected a whole number")]
    [InlineData("/v1/datasets?limits=1", "?limits: there is no such parameter in the query; expected limit, pageToken.")]
    [InlineData("/v1/datasets?limit.a=1", "?limit.a: there is no such parameter")]
    [InlineData("/v1/models/finch?reference=wren", "?reference: there is no such parameter in the query; expected none.")]
    public async Task What_is_wrong_in_a_query_is_told(string path, string said)
    {
        var (status, json) = await silo.Rest.GetAsync(path).ReadAsync();
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(said, (string)json["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/datasets?limit=1e0")]
    [InlineData("/v1/datasets?page_token=&limit=3")]
    [InlineData("/v1/datasets?pageToken=&")]
    public async Task A_query_has_the_names_and_numbers_of_JSON(string path)
    {
        var (status, _) = await silo.Rest.GetAsync(path).ReadAsync();
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=a")]
    [InlineData("application/json; charset=utf-16")]
    public async Task A_body_of_another_type_is_refused_by_its_name(string type)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var (status, json) = await silo.Rest.PostAsync("/v1/classify", content).ReadAsync();
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains($"'{type}'", (string)json["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_a_photo_has_no_megabytes()
    {
        using var content = new StreamContent(new MemoryStream(new byte[100]));
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentLength = new LimitOptions().BodyBytes(RequestSize.Specification) + 1;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/training") { Content = content };
        request.Headers.ExpectContinue = true;
        var (status, json) = await silo.Rest.SendAsync(request).ReadAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.NotEmpty((string)json["message"]!);
    }

    [Theory]
    [InlineData("/v1/datasets/two%0a")]
    [InlineData("/v1/models/two%0a")]
    [InlineData("/v1/models/two@a%0a")]
    [InlineData("/v1/models/two@1%0a")]
    [InlineData("/v1/models/two%0a/history")]
    [InlineData("/v1/models:compare?left=two%0a&right=two")]
    [InlineData("/v1/serving/two%0a/traffic")]
    [InlineData("/v1/training/ts-1%0a")]
    [InlineData("/v1/sweeps/sw-1%0a")]
    [InlineData("/v2/models/two%0a")]
    [InlineData("/v2/models/two%0a/ready")]
    [InlineData("/v2/models/two%0a/config")]
    [InlineData("/v2/models/two%0a/stats")]
    [InlineData("/v2/models/two/versions/1%0a")]
    [InlineData("/v2/models/two/versions/champion%0a/ready")]
    public async Task A_name_does_not_end_in_a_line_feed(string path)
    {
        var (status, json) = await silo.Rest.GetAsync(path).ReadAsync();
        Assert.Equal((path, HttpStatusCode.BadRequest), (path, status));
        Assert.DoesNotContain('\n', (string)(json["message"] ?? json["error"])!);
    }

    [Theory]
    [InlineData("/v1/models/two%0a:promote")]
    [InlineData("/v1/models/two%0a:classify")]
    [InlineData("/v1/serving/two%0a:load")]
    [InlineData("/v1/serving/two%0a:unload")]
    [InlineData("/v1/serving/two%0a/traffic")]
    [InlineData("/v2/models/two%0a/infer")]
    [InlineData("/v2/repository/models/two%0a/load")]
    [InlineData("/v2/repository/models/two%0a/unload")]
    public async Task A_name_that_is_changed_does_not_end_in_a_line_feed(string path)
    {
        var (status, _) = await silo.Rest.PostJsonAsync(path, path.EndsWith(":promote", StringComparison.Ordinal) ? """{ "version": 1 }""" : "{}").ReadAsync();
        Assert.Equal((path, HttpStatusCode.BadRequest), (path, status));
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
