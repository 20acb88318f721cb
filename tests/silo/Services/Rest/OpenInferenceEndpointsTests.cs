using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using BirdGrid.Grains;
using BirdGrid.Silo.Tests.Services.OpenInference;

namespace BirdGrid.Silo.Tests.Services.Rest;

/// <summary>The Open Inference Protocol over HTTP.</summary>
public sealed class OpenInferenceEndpointsTests(InferenceSilo silo) : IClassFixture<InferenceSilo>
{
    private const string LengthHeader = "Inference-Header-Content-Length";

    private static readonly string Pixels = $"[{string.Join(',', Enumerable.Range(0, 192).Select(i => i < 3 ? 3 - i : 0))}]";

    [Theory]
    [InlineData("/v2", "name", "birdgrid")]
    [InlineData("/v2/health/live", "live", "true")]
    [InlineData("/v2/health/ready", "ready", "true")]
    [InlineData("/v2/models/finch/ready", "ready", "true")]
    [InlineData("/v2/models/finch/versions/2/ready", "ready", "true")]
    [InlineData("/v2/models/finch", "platform", "birdgrid")]
    [InlineData("/v2/models/finch/versions/1", "name", "finch")]
    [InlineData("/v2/models/finch/config", "max_batch_size", "4")]
    public async Task What_is_asked_for_is_there(string path, string field, string value)
    {
        var (status, json) = await silo.Rest.GetAsync(path).ReadAsync();
        Assert.Equal((HttpStatusCode.OK, value), (status, json[field]!.ToString()));
    }

    [Fact]
    public async Task Metadata_has_numbers_as_numbers()
    {
        var (_, json) = await silo.Rest.GetAsync("/v2/models/finch").ReadAsync();
        Assert.Equal("""{"name":"image","datatype":"UINT8","shape":[-1,8,8,3]}""", json["inputs"]![0]!.ToJsonString());
        Assert.Equal("""["2","1"]""", json["versions"]!.ToJsonString());
    }

    [Fact]
    public async Task Statistics_and_index_are_those_of_gRPC()
    {
        var (_, statistics) = await silo.Rest.GetAsync("/v2/models/finch/versions/2/stats").ReadAsync();
        Assert.Equal(80, (int)statistics["model_stats"]![0]!["inference_count"]!);
        Assert.Equal(2000, (int)statistics["model_stats"]![0]!["inference_stats"]!["compute_infer"]!["ns"]!);
        var (_, all) = await silo.Rest.GetAsync("/v2/models/stats").ReadAsync();
        Assert.Equal(2, all["model_stats"]!.AsArray().Count);

        var (_, index) = await silo.Rest.PostJsonAsync("/v2/repository/index", "{}").ReadAsync();
        Assert.Equal(["READY", "UNAVAILABLE"], index.AsArray().Select(m => (string)m!["state"]!));
        var (_, ready) = await silo.Rest.PostJsonAsync("/v2/repository/index", """{ "ready": true }""").ReadAsync();
        Assert.Single(ready.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await silo.Rest.PostJsonAsync("/v2/repository/models/finch@1/load", string.Empty).ReadAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await silo.Rest.PostJsonAsync("/v2/repository/models/finch@1/unload", string.Empty).ReadAsync()).Status);
    }

    [Theory]
    [InlineData("finch/versions/1")]
    [InlineData("wren")]
    public async Task What_is_not_ready_is_a_client_error(string model)
    {
        var (status, json) = await silo.Rest.GetAsync($"/v2/models/{model}/ready").ReadAsync();
        Assert.Equal((HttpStatusCode.BadRequest, false), (status, (bool)json["ready"]!));
    }

    [Fact]
    public async Task Tensors_may_be_flat_or_nested_and_their_type_may_come_last()
    {
        string flat = $$"""{ "id": "7", "inputs": [{ "name": "image", "data": {{Pixels}}, "shape": [1,8,8,3], "datatype": "UINT8" }], "outputs": [{ "name": "logits" }] }""";
        var (status, json) = await silo.Rest.PostJsonAsync("/v2/models/finch/infer", flat).ReadAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"model_name":"finch","model_version":"2","id":"7","outputs":[{"name":"logits","datatype":"FP32","shape":[1,3],"data":[3,2,1]}]}""", json.ToJsonString());

        string row = $"[{string.Join(',', Enumerable.Repeat("[0.5,0,1]", 8))}]";
        string nested = $$"""{ "inputs": [{ "name": "image", "datatype": "FP32", "shape": [1,8,8,3], "data": [[{{string.Join(',', Enumerable.Repeat(row, 8))}}]] }] }""";
        (_, json) = await silo.Rest.PostJsonAsync("/v2/models/finch/versions/1/infer", nested).ReadAsync();
        Assert.Equal("1", (string)json["model_version"]!);
        Assert.Equal([127.5, 0, 255], json["outputs"]![1]!["data"]!.AsArray().Select(v => (double)v!));
    }

    [Fact]
    public async Task Photos_are_base64_and_classes_texts()
    {
        string request = """{ "inputs": [{ "name": "photo", "datatype": "BYTES", "shape": [2,1], "data": ["CQgHBg==", "AQ=="] }], "outputs": [{ "name": "logits", "parameters": { "classification": 1 } }], "parameters": { "priority": 1 } }""";
        var (_, json) = await silo.Rest.PostJsonAsync("/v2/models/finch/infer", request).ReadAsync();
        Assert.Equal("""["9:1:wren","1:0:robin"]""", json["outputs"]![0]!["data"]!.ToJsonString());
        Assert.Equal([[9, 8, 7, 6], [1]], silo.Front.Requests.Last().Photos.Select(p => p.ToArray()));
    }

    [Fact]
    public async Task Tensors_may_follow_the_json_in_both_directions()
    {
        byte[] pixels = new byte[192];
        pixels[1] = 9;
        string request = """{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3], "parameters": { "binary_data_size": 192 } }], "outputs": [{ "name": "probabilities", "parameters": { "classification": 1 } }, { "name": "logits", "parameters": { "binary_data": true } }] }""";
        using var answer = await PostBinaryAsync(request, pixels, request.Length);

        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.MediaType);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        int length = int.Parse(Assert.Single(answer.Headers.GetValues(LengthHeader)), CultureInfo.InvariantCulture);
        var outputs = JsonNode.Parse(body.AsSpan(0, length))!["outputs"]!;
        Assert.EndsWith(":1:wren", (string)outputs[0]!["data"]![0]!, StringComparison.Ordinal);
        Assert.Null(outputs[1]!["data"]);
        Assert.Equal(12, (int)outputs[1]!["parameters"]!["binary_data_size"]!);
        Assert.Equal([0f, 9f, 0f], MemoryMarshal.Cast<byte, float>(body.AsSpan(length)).ToArray());
    }

    [Fact]
    public async Task Every_output_may_be_binary()
    {
        string request = $$"""{ "parameters": { "binary_data_output": true }, "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3], "data": {{Pixels}} }] }""";
        using var answer = await silo.Rest.PostJsonAsync("/v2/models/finch/infer", request);
        int length = int.Parse(Assert.Single(answer.Headers.GetValues(LengthHeader)), CultureInfo.InvariantCulture);
        Assert.Equal(length + 24, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    [Theory]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,2], "data": [1,2] }, {""", "too-many-inputs")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3], "data": [] }, { "name": "image" }] }""", "too-many-inputs")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1], "data": [] }] }""", "bad-json")]
    [InlineData("""{ "inputs": [{ "name": "photo", "datatype": "BYTES", "shape": [1], "data": ["", ""] }] }""", "wrong-length")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "FP32", "shape": [1,1,1,3], "data": [0, 0, 0, 0] }] }""", "wrong-length")]
    [InlineData("", "bad-json")]
    [InlineData("[]", "bad-json")]
    [InlineData("{", "bad-json")]
    [InlineData("{} {}", "bad-json")]
    [InlineData("""{ "inputs": 3 }""", "bad-json")]
    [InlineData("""{ "inputs": [3] }""", "bad-json")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [1.5], "data": [] }] }""", "bad-json")]
    [InlineData("""{ "inputs": [{ "name": "image", "shape": [99999999999999999999], "data": [] }] }""", "bad-json")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8", "data": 3 }] }""", "bad-json")]
    [InlineData("{}", "input-missing")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3] }] }""", "wrong-contents")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3], "data": [1, 256] }] }""", "wrong-element")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3], "data": ["a"] }] }""", "wrong-element")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "FP32", "shape": [1,8,8,3], "data": [true] }] }""", "wrong-element")]
    [InlineData("""{ "inputs": [{ "name": "photo", "datatype": "BYTES", "shape": [1], "data": ["*"] }] }""", "wrong-element")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "FP16", "shape": [1,8,8,3], "data": [1] }] }""", "wrong-datatype")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3], "data": [1,2] }] }""", "wrong-length")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3], "parameters": { "binary_data_size": 192 } }] }""", "wrong-length")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3], "parameters": { "binary_data_size": -1 } }] }""", "wrong-length")]
    public async Task A_wrong_body_is_a_bad_request(string body, string reason)
    {
        var (status, json) = await silo.Rest.PostJsonAsync("/v2/models/finch/infer", body).ReadAsync();
        Assert.Equal((HttpStatusCode.BadRequest, reason), (status, (string)json["reason"]!));
        Assert.NotEmpty((string)json["error"]!);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { (byte)'\\', (byte)'u', (byte)'d', (byte)'8', (byte)'0', (byte)'0' })]
    public async Task A_text_that_is_no_Unicode_is_a_bad_request(byte[] text)
    {
        string[] around = ["{\"id\":\"", "{\"", "{\"inputs\":[{\"name\":\"photo\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\""];
        foreach (string before in around)
        {
            using var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(before), .. text, .. "\"]}"u8]);
            var (status, _) = await silo.Rest.PostAsync("/v2/models/finch/infer", content).ReadAsync();
            Assert.Equal(HttpStatusCode.BadRequest, status);
        }
    }

    [Theory]
    [InlineData("-1", "wrong-header-length")]
    [InlineData("9999", "wrong-header-length")]
    [InlineData("x", "wrong-header-length")]
    [InlineData("2", "wrong-length")]
    public async Task The_length_of_the_json_must_be_true(string said, string reason)
    {
        using var content = new ByteArrayContent("{}more"u8.ToArray()) { Headers = { { LengthHeader, said } } };
        var (status, json) = await silo.Rest.PostAsync("/v2/models/finch/infer", content).ReadAsync();
        Assert.Equal((HttpStatusCode.BadRequest, reason), (status, (string)json["reason"]!));
    }

    [Theory]
    [InlineData("/v2/models/wren")]
    [InlineData("/v2/models/finch/versions/9")]
    public async Task What_there_is_not_is_not_found(string path)
    {
        var (status, json) = await silo.Rest.GetAsync(path).ReadAsync();
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.NotEmpty((string)json["error"]!);
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        silo.Front.Failure = new BusyException("queue-full", "256 images wait.", retryAfterMs: 1200);
        string request = $$"""{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3], "data": {{Pixels}} }] }""";
        using var answer = await silo.Rest.PostJsonAsync("/v2/models/finch/infer", request);
        Assert.Equal((HttpStatusCode.TooManyRequests, "2"), (answer.StatusCode, answer.Headers.RetryAfter!.ToString()));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_before_it_is_read()
    {
        using var content = new StreamContent(new MemoryStream(new byte[100]));
        content.Headers.ContentLength = 1L << 40;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/models/finch/infer") { Content = content };
        request.Headers.ExpectContinue = true;
        var (status, json) = await silo.Rest.SendAsync(request).ReadAsync();
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "bad-body"), (status, (string)json["reason"]!));
    }

    [Theory]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8", "shape": [1,8,8,3], "parameters": { "shared_memory_region": "a", "shared_memory_byte_size": 192 } }] }""", "Input 'image': the parameter 'shared_memory_region'")]
    [InlineData("""{ "inputs": [{ "name": "photo", "datatype": "BYTES", "shape": [1], "data": ["AQ=="] }], "outputs": [{ "name": "logits", "parameters": { "shared_memory_region": "a" } }] }""", "Output 'logits': the parameter 'shared_memory_region'")]
    public async Task Shared_memory_is_refused_by_its_name(string body, string said)
    {
        var (status, json) = await silo.Rest.PostJsonAsync("/v2/models/finch/infer", body).ReadAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "no-shared-memory"), (status, (string)json["reason"]!));
        Assert.StartsWith(said, (string)json["error"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "parameters": { "config": "{}" } }""", "load-parameters")]
    [InlineData("""{ "parameters": { "file:1/model.onnx": "AQ==" } }""", "load-parameters")]
    [InlineData("[]", "bad-json")]
    [InlineData("{", "bad-json")]
    public async Task A_load_takes_no_parameters(string body, string reason)
    {
        var (status, json) = await silo.Rest.PostJsonAsync("/v2/repository/models/finch@1/load", body).ReadAsync();
        Assert.Equal((HttpStatusCode.BadRequest, reason), (status, (string)json["reason"]!));
        (status, _) = await silo.Rest.PostJsonAsync("/v2/repository/models/finch@1/load", """{ "parameters": {} }""").ReadAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        silo.Serving.Set(1, Grains.Inference.Serving.ServingState.Unloaded);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    public async Task A_packed_body_is_refused_and_says_so(string packing)
    {
        foreach (string path in (string[])["/v2/models/finch/infer", "/v2/repository/index", "/v2/repository/models/finch@1/load", "/v1/classify", "/v1/models/finch:classify"])
        {
            using var content = new ByteArrayContent([0x1f, 0x8b]);
            content.Headers.TryAddWithoutValidation("Content-Encoding", packing);
            content.Headers.ContentType = new("application/json");
            using var answer = await silo.Rest.PostAsync(path, content);
            Assert.Equal((path, HttpStatusCode.UnsupportedMediaType), (path, answer.StatusCode));
            Assert.Equal("identity", string.Join(' ', answer.Headers.GetValues("Accept-Encoding")));
            var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Contains($"Content-Encoding: {packing}", (string)(json["error"] ?? json["message"])!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{ "id": "a\u0000b", "inputs": [] }""")]
    [InlineData("""{ "parameters": { "a\u0000b": 1 }, "inputs": [] }""")]
    [InlineData("""{ "parameters": { "a": "\u0000" }, "inputs": [] }""")]
    [InlineData("""{ "outputs": [{ "name": "\u0000" }], "inputs": [] }""")]
    [InlineData("""{ "inputs": [{ "name": "image", "datatype": "UINT8\u0000", "shape": [1,8,8,3], "data": [] }] }""")]
    public async Task A_null_character_in_a_text_is_refused(string body)
    {
        var (status, json) = await silo.Rest.PostJsonAsync("/v2/models/finch/infer", body).ReadAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "bad-text"), (status, (string)json["reason"]!));
    }

    [Theory]
    [InlineData("""["CQgHBg"]""")]
    [InlineData("""["CQgH\nBg==\n"]""")]
    [InlineData("""[["CQgHBg=="]]""")]
    public async Task A_photo_s_base64_is_taken_as_it_comes(string data)
    {
        var (status, _) = await silo.Rest.PostJsonAsync("/v2/models/finch/infer", $$"""{ "id": null, "parameters": null, "outputs": null, "inputs": [{ "name": "photo", "datatype": "BYTES", "shape": [1.0], "data": {{data}}, "parameters": null }] }""").ReadAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([9, 8, 7, 6], silo.Front.Requests.Last().Photos[0].ToArray());
    }

    [Fact]
    public async Task What_is_no_base64_is_shown_with_what_to_send()
    {
        var (_, json) = await silo.Rest.PostJsonAsync("/v2/models/finch/infer", """{ "inputs": [{ "name": "photo", "datatype": "BYTES", "shape": [1], "data": ["data:image/jpeg;base64,AQ=="] }] }""").ReadAsync();
        string said = (string)json["error"]!;
        Assert.Contains("base64", said, StringComparison.Ordinal);
        Assert.Contains("got the text \"data:image/jpeg;base64,AQ==\"", said, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> PostBinaryAsync(string json, byte[] rest, int length)
    {
        var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(json), .. rest]);
        content.Headers.Add(LengthHeader, length.ToString(CultureInfo.InvariantCulture));
        return silo.Rest.PostAsync(new Uri("/v2/models/finch/infer", UriKind.Relative), content);
    }
}
