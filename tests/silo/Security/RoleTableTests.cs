using System.Net;
using System.Text;
using BirdGrid.Grains.Security;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Tests.Support;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>Every call of a running silo, made by every kind of caller: let through where the table says so, refused everywhere else.</summary>
public sealed class RoleTableTests(SecuredSilo silo) : IClassFixture<SecuredSilo>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_call_is_in_the_table() =>
        Assert.Empty(silo.Methods.Select(m => m.FullName).Except(RpcRoles.All.Keys));

    [Fact]
    public void Every_row_of_the_table_is_a_call() =>
        Assert.Empty(RpcRoles.All.Keys.Except(silo.Methods.Select(m => m.FullName)));

    [Fact]
    public void The_silo_has_calls_of_every_role() =>
        Assert.Equal(Enum.GetValues<CallerRole>().Order(), silo.Methods.Select(m => RpcRoles.All[m.FullName].Role).Distinct().Order());

    // Judged by their names, not by the table: a call that is not plainly a look is for trainers at least.
    [Fact]
    public void Readers_only_look()
    {
        string[] looks = ["List", "Get", "GetHistory", "GetVersion", "GetStatus", "GetTraffic", "Watch", "Compare", "Export", "Classify", "ClassifyStream", "ServerMetadata", "ModelReady", "ModelMetadata", "ModelInfer", "ModelConfig", "ModelStatistics", "RepositoryIndex"];
        var readers = RpcRoles.All.Where(r => r.Value.Role == CallerRole.Reader).Select(r => r.Key);

        Assert.All(readers, method => Assert.Contains(method[(method.LastIndexOf('/') + 1)..], looks));
        Assert.All(
            RpcRoles.All.Where(r => r.Value.Role == CallerRole.None),
            r => Assert.True(r.Key.StartsWith("/grpc.", StringComparison.Ordinal) || r.Key is "/inference.GRPCInferenceService/ServerLive" or "/inference.GRPCInferenceService/ServerReady", r.Key));
        Assert.All(RpcRoles.All.Where(r => r.Key.StartsWith("/birdgrid.v1.SecurityService/", StringComparison.Ordinal)), r => Assert.Equal(CallerRole.Admin, r.Value.Role));
    }

    [Theory]
    [InlineData("anonymous", CallerRole.None, "credentials-missing")]
    [InlineData("reader", CallerRole.Reader, "role-missing-for-call")]
    [InlineData("trainer", CallerRole.Trainer, "role-missing-for-call")]
    [InlineData("admin", CallerRole.Admin, "")]
    [InlineData("revoked", CallerRole.None, "key-revoked")]
    [InlineData("expired", CallerRole.None, "key-expired")]
    [InlineData("garbage", CallerRole.None, "key-unknown")]
    public async Task A_caller_is_refused_exactly_where_its_role_is_missing(string caller, CallerRole role, string reason)
    {
        var code = reason == "role-missing-for-call" ? StatusCode.PermissionDenied : StatusCode.Unauthenticated;
        Assert.NotEmpty(silo.Methods);
        foreach (var method in silo.Methods)
        {
            var failure = await RawCalls.CallAsync(silo.Channel, method, [], silo.HeadersOf(caller), Token);

            if (RpcRoles.All[method.FullName].Role <= role)
            {
                Assert.False(failure?.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied, $"{method.FullName} refused {caller}: {failure}");
                Assert.False(failure?.StatusCode is StatusCode.Internal or StatusCode.Unknown or StatusCode.Unavailable, $"{method.FullName} failed for {caller}: {failure}");
            }
            else
            {
                Assert.True(failure is not null, $"{method.FullName} let {caller} through");
                Assert.Equal((method.FullName, code, reason), (method.FullName, failure.StatusCode, failure.Trailers.GetValue("birdgrid-reason")));
            }
        }
    }

    [Fact]
    public void Every_endpoint_says_who_may_use_it()
    {
        var rules = new EndpointRules(new SecurityOptions());
        Assert.All(silo.Endpoints, endpoint => Assert.True(rules.Of(endpoint) is not null, $"{endpoint.DisplayName} needs .RequireRole(...), or a line in the table of calls."));
    }

    [Theory]
    [InlineData("anonymous", CallerRole.None, 401)]
    [InlineData("reader", CallerRole.Reader, 403)]
    [InlineData("trainer", CallerRole.Trainer, 403)]
    [InlineData("admin", CallerRole.Admin, 0)]
    [InlineData("revoked", CallerRole.None, 401)]
    [InlineData("expired", CallerRole.None, 401)]
    [InlineData("garbage", CallerRole.None, 401)]
    public async Task Plain_HTTP_is_refused_exactly_where_the_role_is_missing(string caller, CallerRole role, int refusal)
    {
        var rules = new EndpointRules(new SecurityOptions());
        using var http = new HttpClient { BaseAddress = new Uri(silo.Silo.RestUrl!) };
        var routes = silo.Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not null && e.RoutePattern.Parameters.All(p => !p.Name.StartsWith("unimplemented", StringComparison.Ordinal))).ToList();
        Assert.True(routes.Count > 30, $"Only {routes.Count} routes.");
        foreach (var route in routes)
        {
            string path = string.Join('/', route.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p is RoutePatternLiteralPart literal ? literal.Content : p is RoutePatternSeparatorPart separator ? separator.Content : "x"))));
            foreach (string verb in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(m => m is "GET" or "POST"))
            {
                using var request = new HttpRequestMessage(new HttpMethod(verb), path);
                request.Content = verb == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;
                if (caller != "anonymous")
                {
                    request.Headers.Add("x-api-key", silo.KeyOf(caller));
                }

                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);

                bool refused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                bool mayCall = rules.Of(route)!.Role <= role;
                Assert.True(refused != mayCall, $"{verb} /{path} as {caller}: {response.StatusCode}");
                Assert.False(mayCall && (int)response.StatusCode >= 500 && response.StatusCode != HttpStatusCode.NotImplemented, $"{verb} /{path} as {caller}: {response.StatusCode}");
                Assert.Equal(mayCall ? 0 : refusal, refused ? (int)response.StatusCode : 0);
            }
        }
    }

    [Theory]
    [InlineData("/birdgrid.v1.NoService/Get")]
    [InlineData("/birdgrid.v1.ModelService/Erase")]
    public async Task What_there_is_not_is_told_only_to_those_who_may_call(string path)
    {
        string[] parts = path.Split('/');
        var method = new Method<byte[], byte[]>(MethodType.Unary, parts[1], parts[2], Marshallers.Create<byte[]>(m => m, m => m), Marshallers.Create<byte[]>(m => m, m => m));

        Assert.Equal(StatusCode.Unauthenticated, (await RawCalls.CallAsync(silo.Channel, method, [], silo.HeadersOf("anonymous"), Token))!.StatusCode);
        Assert.Equal(StatusCode.Unimplemented, (await RawCalls.CallAsync(silo.Channel, method, [], silo.HeadersOf("reader"), Token))!.StatusCode);
    }
}
