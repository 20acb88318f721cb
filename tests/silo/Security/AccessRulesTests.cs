using System.Text.Json;
using BirdGrid.Client;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Tests.Support;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Endpoints that are no gRPC calls, and what configuration opens.</summary>
public sealed class AccessRulesTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-open-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public void An_endpoint_says_its_role_or_is_closed_to_everyone()
    {
        var rules = new EndpointRules(new SecurityOptions());
        Assert.Null(rules.Of(EndpointAt("/metrics", _ => { })));
        Assert.Equal(new RpcRule(CallerRole.Reader, false, RequestSize.Small), rules.Of(EndpointAt("/v2/models/{name}", e => e.RequireRole(CallerRole.Reader))));
        Assert.Equal(new RpcRule(CallerRole.Admin, true, RequestSize.Small), rules.Of(EndpointAt("/v2/repository/{name}/load", e => e.RequireRole(CallerRole.Admin, changes: true))));
        Assert.Equal(new RpcRule(CallerRole.None, false, RequestSize.Small), rules.Of(EndpointAt("/v2/health/live", e => e.RequireRole(CallerRole.None))));
    }

    [Theory]
    [InlineData(StatusCode.Unauthenticated, 401)]
    [InlineData(StatusCode.PermissionDenied, 403)]
    [InlineData(StatusCode.ResourceExhausted, 429)]
    [InlineData(StatusCode.Unavailable, 503)]
    public async Task A_refusal_over_plain_HTTP_is_JSON(StatusCode code, int status)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;

        await RefusalResponse.WriteAsync(context, new GridError(code, "a-reason", "A sentence.", RetryAfterMs: code == StatusCode.ResourceExhausted ? 1500 : null));

        using var json = JsonDocument.Parse(body.ToArray());
        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(("A sentence.", (int)code), (json.RootElement.GetProperty("message").GetString(), json.RootElement.GetProperty("code").GetInt32()));
        Assert.Equal("a-reason", json.RootElement.GetProperty("details")[0].GetProperty("reason").GetString());
        Assert.Equal(status == 429 ? "2" : string.Empty, context.Response.Headers.RetryAfter.ToString());
        Assert.Equal(status == 401 ? "Bearer" : string.Empty, context.Response.Headers.WWWAuthenticate.ToString());
    }

    [Fact]
    public async Task Guests_may_look_where_the_configuration_says_so()
    {
        string[] settings = [.. SecuredSilo.KeySettings(0, "admin", "admin", out string key), "BirdGrid:Security:Anonymous=reader"];
        await using var silo = await StartAsync(settings);
        using var guest = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url, Attempts = 1 });

        Assert.NotEmpty((await guest.GetStatusAsync(Token)).Silos);
        var refused = await Assert.ThrowsAsync<BirdGridException>(() => guest.Security.ListKeysAsync(Token));
        Assert.Equal((StatusCode.Unauthenticated, "credentials-missing"), (refused.Status, refused.Reason));
        using var wrong = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url, ApiKey = key[..^2] + "xx", Attempts = 1 });
        Assert.Equal("key-unknown", (await Assert.ThrowsAsync<BirdGridException>(() => wrong.GetStatusAsync(Token))).Reason);
    }

    [Fact]
    public async Task Authentication_may_be_required_without_a_key_in_the_configuration()
    {
        await using var silo = await StartAsync(["BirdGrid:Security:RequireAuthentication=true"]);
        using var guest = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url, Attempts = 1 });
        Assert.Equal("credentials-missing", (await Assert.ThrowsAsync<BirdGridException>(() => guest.GetStatusAsync(Token))).Reason);
    }

    [Fact]
    public void Reflection_may_be_closed()
    {
        const string Method = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
        Assert.Equal(CallerRole.None, RpcRoles.Find(Method, openReflection: true)!.Role);
        Assert.Equal(CallerRole.Reader, RpcRoles.Find(Method, openReflection: false)!.Role);
    }

    private static RouteEndpoint EndpointAt(string pattern, Action<RouteEndpointConvention> configure)
    {
        var builder = new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse(pattern), 0);
        configure(new RouteEndpointConvention(builder));
        return (RouteEndpoint)builder.Build();
    }

    private Task<RunningSilo> StartAsync(string[] settings) =>
        RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Settings = settings }, Token);

    private sealed class RouteEndpointConvention(EndpointBuilder builder) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention) => convention(builder);
    }
}
