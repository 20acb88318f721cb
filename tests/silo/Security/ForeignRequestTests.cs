extern alias client;

using System.Net;
using System.Text.Json.Nodes;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Tests.Services.OpenInference;
using BirdGrid.Silo.Tests.Support;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>What a web page of elsewhere makes a browser send to a silo without authentication is refused; other clients notice nothing.</summary>
public sealed class ForeignRequestTests(InferenceSilo silo) : IClassFixture<InferenceSilo>
{
    private static readonly string[] Reads = ["/v2", "/v2/health/live", "/v1/status", "/openapi", "/openapi/v1.json", "/no-such-path"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Url => silo.Rest.BaseAddress!.ToString();

    private int Port => silo.Rest.BaseAddress!.Port;

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.nip.io")]
    [InlineData("127.0.0.1.evil.example:5402")]
    [InlineData("evil-localhost")]
    [InlineData("0.0.0.0")]
    [InlineData("192.168.1.7")]
    [InlineData("[2001:db8::1]")]
    public async Task A_foreign_host_is_refused_whatever_it_asks_for(string host)
    {
        foreach (string path in Reads)
        {
            var (status, _, body) = await RawHttp1.SendAsync(Url, $"GET {path} HTTP/1.1\nHost: {host}\nConnection: close\n\n", Token);
            Assert.Equal((path, 403), (path, status));
            Assert.Contains("foreign-host", body, StringComparison.Ordinal);
            Assert.Contains("AllowedHosts", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1234")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:80")]
    [InlineData("127.1.2.3")]
    [InlineData("[::1]")]
    [InlineData("[::1]:5402")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task Names_of_this_machine_are_its_own(string host)
    {
        var (status, _, _) = await RawHttp1.SendAsync(Url, $"GET /v2 HTTP/1.1\nHost: {host}\nConnection: close\n\n", Token);
        Assert.Equal(200, status);
    }

    [Theory]
    [InlineData("GET /v2 HTTP/1.0\n\n", 200)]
    [InlineData("GET http://evil.example/v2 HTTP/1.1\nHost: evil.example\nConnection: close\n\n", 403)]
    [InlineData("GET http://evil.example/v2 HTTP/1.1\nHost: localhost\nConnection: close\n\n", 400)]
    [InlineData("GET /v2 HTTP/1.1\nHost: localhost\nX-Forwarded-Host: evil.example\nConnection: close\n\n", 200)]
    [InlineData("GET /v2 HTTP/1.1\nHost: evil.example\nX-Forwarded-Host: localhost\nConnection: close\n\n", 403)]
    [InlineData("GET /v2 HTTP/1.1\nHost: localhost\nOrigin: http://localhost\nOrigin: http://evil.example\nConnection: close\n\n", 403)]
    public async Task Odd_ways_to_name_a_host_change_nothing(string request, int expected)
    {
        var (status, _, _) = await RawHttp1.SendAsync(Url, request, Token);
        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Origin", "http://127.0.0.1.evil.example:PORT")]
    [InlineData("Origin", "chrome-extension://127.0.0.1:PORT")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "something-new")]
    public async Task A_page_of_elsewhere_reads_and_changes_nothing(string header, string value)
    {
        silo.Serving.Set(1, ServingState.Unloaded);
        foreach (string path in (string[])["/v2/repository/models/finch@1/load", "/v2/models/finch/infer", "/v1/serving/finch@1:load", "/v1/models/finch:classify", .. Reads])
        {
            using var request = new HttpRequestMessage(Reads.Contains(path) ? HttpMethod.Get : HttpMethod.Post, path);
            request.Headers.TryAddWithoutValidation(header, value.Replace("PORT", $"{Port}", StringComparison.Ordinal));
            using var answer = await silo.Rest.SendAsync(request, Token);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, answer.StatusCode));
            var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
            Assert.Contains("AllowedOrigins", (string)(json["error"] ?? json["message"])!, StringComparison.Ordinal);
        }

        Assert.Equal(ServingState.Unloaded, (await silo.Serving.GetAsync(new BirdGrid.Grains.Models.ModelReference("finch", 1, null), Token)).State);
    }

    [Fact]
    public async Task The_silo_s_own_page_is_at_home()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.Add("Origin", $"http://127.0.0.1:{Port}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await silo.Rest.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/json")]
    public async Task What_changes_something_says_that_it_is_json(string type)
    {
        silo.Serving.Set(1, ServingState.Unloaded);
        foreach (string path in (string[])["/v2/repository/models/finch@1/load", "/v2/repository/models/finch@1/unload", "/v1/serving/finch@1:load", "/v1/models/finch:promote", "/v1/training"])
        {
            using var content = new ByteArrayContent("{}"u8.ToArray());
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var answer = await silo.Rest.PostAsync(path, content, Token);
            Assert.Equal((path, HttpStatusCode.UnsupportedMediaType), (path, answer.StatusCode));
            Assert.Contains("application/json", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        Assert.Equal(ServingState.Unloaded, (await silo.Serving.GetAsync(new BirdGrid.Grains.Models.ModelReference("finch", 1, null), Token)).State);
    }

    [Fact]
    public async Task Without_a_type_only_what_no_browser_sends_is_let_through()
    {
        foreach (string path in (string[])["/v2/repository/models/finch@1/load", "/v1/serving/finch@1:load"])
        {
            string request = $"POST {path} HTTP/1.1\nHost: localhost\nContent-Length: 0\nConnection: close\n";
            Assert.Equal((path, 200), (path, (await RawHttp1.SendAsync(Url, $"{request}\n", Token)).Status));
            Assert.Equal((path, 415), (path, (await RawHttp1.SendAsync(Url, $"{request}Origin: http://localhost\n\n", Token)).Status));
            Assert.Equal((path, 415), (path, (await RawHttp1.SendAsync(Url, $"{request}Sec-Fetch-Site: none\n\n", Token)).Status));
        }
    }

    [Fact]
    public async Task gRPC_is_asked_the_same()
    {
        var health = new client::Inference.V2.GRPCInferenceService.GRPCInferenceServiceClient(silo.Channel);
        await health.ServerLiveAsync(new(), cancellationToken: Token);

        var page = await Assert.ThrowsAsync<RpcException>(async () => await health.ServerLiveAsync(new(), new Metadata { { "origin", "http://evil.example" } }, cancellationToken: Token));
        Assert.Equal((StatusCode.PermissionDenied, "foreign-origin"), (page.StatusCode, page.Trailers.GetValue("birdgrid-reason")));

        using var handler = new SocketsHttpHandler();
        using var http = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{silo.Url}/inference.GRPCInferenceService/ServerLive") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Host = "evil.example";
        request.Content = new ByteArrayContent(new byte[5]);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        using var rebound = await http.SendAsync(request, Token);
        Assert.Equal("7", Assert.Single(rebound.Headers.GetValues("grpc-status")));
        Assert.Equal("foreign-host", Assert.Single(rebound.Headers.GetValues("birdgrid-reason")));
    }

    [Fact]
    public async Task Over_HTTP_1_the_status_says_so_whatever_the_type()
    {
        foreach (string type in (string[])["application/grpc", "application/grpc-web", "application/grpc+json"])
        {
            var (status, _, _) = await RawHttp1.SendAsync(Url, $"POST /v2/repository/models/finch@1/load HTTP/1.1\nHost: localhost\nOrigin: http://evil.example\nContent-Type: {type}\nContent-Length: 0\nConnection: close\n\n", Token);
            Assert.Equal((type, 403), (type, status));
        }
    }

    [Fact]
    public async Task Hosts_and_origins_can_be_added()
    {
        string data = Directory.CreateTempSubdirectory("birdgrid-silo-").FullName;
        var start = new SiloStartOptions
        {
            DataDirectory = data,
            Url = "http://127.0.0.1:0",
            Device = "cpu",
            Settings = ["BirdGrid:Security:AllowedHosts:0=grid.example", "BirdGrid:Security:AllowedOrigins:0=http://localhost:3000/"],
        };
        await using (var open = await RunningSilo.StartAsync(start, CancellationToken.None))
        {
            string get = "GET /v2 HTTP/1.1\nConnection: close\nHost: ";
            Assert.Equal(200, (await RawHttp1.SendAsync(open.RestUrl!, $"{get}GRID.example:8080\n\n", Token)).Status);
            Assert.Equal(403, (await RawHttp1.SendAsync(open.RestUrl!, $"{get}other.example\n\n", Token)).Status);
            Assert.Equal(403, (await RawHttp1.SendAsync(open.RestUrl!, $"{get}localhost\nOrigin: http://localhost:3001\nSec-Fetch-Site: same-site\n\n", Token)).Status);
            var (status, head, _) = await RawHttp1.SendAsync(open.RestUrl!, $"{get}localhost\nOrigin: http://localhost:3000\nSec-Fetch-Site: same-site\n\n", Token);
            Assert.Equal(200, status);
            Assert.Contains("Access-Control-Allow-Origin: http://localhost:3000", head, StringComparison.Ordinal);
            (status, head, _) = await RawHttp1.SendAsync(open.RestUrl!, "OPTIONS /v2/models/x/infer HTTP/1.1\nHost: localhost\nConnection: close\nOrigin: http://localhost:3000\nAccess-Control-Request-Method: POST\nAccess-Control-Request-Headers: content-type\n\n", Token);
            Assert.Equal(204, status);
            Assert.Contains("Access-Control-Allow-Headers: content-type", head, StringComparison.Ordinal);
        }

        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData("AllowedHosts", "http://grid.example", "no host name")]
    [InlineData("AllowedHosts", "grid.example:8080", "no host name")]
    [InlineData("AllowedHosts", "*", "no host name")]
    [InlineData("AllowedHosts", "", "no host name")]
    [InlineData("AllowedOrigins", "grid.example", "no origin")]
    [InlineData("AllowedOrigins", "http://grid.example/page", "no origin")]
    [InlineData("AllowedOrigins", "*", "no origin")]
    [InlineData("AllowedOrigins", "null", "no origin")]
    public void What_is_no_host_or_origin_stops_the_start(string option, string value, string said)
    {
        var start = new SiloStartOptions { DataDirectory = Path.GetTempPath(), Url = "http://127.0.0.1:0", Device = "cpu", Settings = [$"BirdGrid:Security:{option}:0={value}"] };
        var refused = Assert.Throws<SiloConfigurationException>(() => SiloHost.Build(start));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }
}
