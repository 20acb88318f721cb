extern alias client;

using System.Net;
using System.Text;
using BirdGrid.Client;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Security;
using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>While a silo cannot write its audit log, nothing can be changed in any way.</summary>
public sealed class AuditUnavailableTests(SecuredSilo silo) : IClassFixture<SecuredSilo>, IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A folder where the log wants to write a file: no user, not even root, can.
    private string Obstacle => Path.Combine(silo.DataDirectory, "audit", ".probe");

    public ValueTask InitializeAsync()
    {
        File.Delete(Obstacle);
        Directory.CreateDirectory(Path.Combine(Obstacle, "in the way"));
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Obstacle, recursive: true);

        // The log is tried again by itself.
        while ((await silo.Admin.GetStatusAsync(CancellationToken.None)).Problems.Count > 0)
        {
            await Task.Delay(50, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Every_call_that_changes_something_is_refused_and_says_why()
    {
        Assert.NotEmpty(Changing());
        foreach (var method in Changing())
        {
            var failure = await RawCalls.CallAsync(silo.Channel, method, [], silo.HeadersOf("admin"), Token);

            Assert.Equal((method.FullName, StatusCode.Unavailable, "audit-unavailable"), (method.FullName, failure?.StatusCode ?? StatusCode.OK, failure?.Trailers.GetValue("birdgrid-reason")));
        }
    }

    [Fact]
    public async Task Every_look_is_answered()
    {
        foreach (var method in silo.Methods.Where(m => !RpcRoles.All[m.FullName].Changes))
        {
            var failure = await RawCalls.CallAsync(silo.Channel, method, [], silo.HeadersOf("admin"), Token);

            Assert.False(failure?.StatusCode == StatusCode.Unavailable, $"{method.FullName}: {failure}");
        }
    }

    [Fact]
    public async Task Every_change_over_REST_is_refused_and_says_why()
    {
        using var http = new HttpClient { BaseAddress = new Uri(silo.Silo.RestUrl!) };
        var rules = new EndpointRules(new SecurityOptions());
        var changing = silo.Endpoints.OfType<RouteEndpoint>()
            .Where(e => rules.Of(e)?.Changes == true && e.RoutePattern.RawText?.StartsWith("/v", StringComparison.Ordinal) == true)
            .ToList();
        Assert.Contains(changing, e => e.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal));
        Assert.Contains(changing, e => e.RoutePattern.RawText!.StartsWith("/v2/", StringComparison.Ordinal));
        foreach (var endpoint in changing)
        {
            string path = System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!, @"\{[^}]*\}", "wren");
            foreach (string verb in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(verb), path);
                request.Headers.Add("x-api-key", silo.KeyOf("admin"));
                request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                using var answer = await http.SendAsync(request, Token);

                string body = await answer.Content.ReadAsStringAsync(Token);
                Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable && body.Contains("audit-unavailable", StringComparison.Ordinal), $"{verb} {path}: {answer.StatusCode} {body}");
                Assert.NotNull(answer.Headers.RetryAfter);
            }
        }
    }

    [Fact]
    public async Task It_is_told_by_the_silos_health_and_passes_by_itself()
    {
        await Assert.ThrowsAsync<BirdGridException>(() => silo.Admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = "unwritten", Role = Role.Reader }, Token));
        Assert.Contains((await silo.Admin.GetStatusAsync(Token)).Problems, p => p.Contains("audit log", StringComparison.Ordinal));

        Directory.Delete(Path.Combine(Obstacle, "in the way"));
        Directory.Delete(Obstacle);
        while ((await silo.Admin.GetStatusAsync(Token)).Problems.Count > 0)
        {
            await Task.Delay(50, Token);
        }

        var keys = await silo.Admin.Security.ListKeysAsync(Token);
        Assert.DoesNotContain(keys, k => k.Name == "unwritten");
        await silo.Admin.Security.CreateKeyAsync(new CreateKeyRequest { Name = $"written-{Guid.NewGuid():N}", Role = Role.Reader }, Token);
        File.Delete(Obstacle);
        Directory.CreateDirectory(Obstacle);
    }

    private IMethod[] Changing() => [.. silo.Methods.Where(m => RpcRoles.All[m.FullName].Changes)];
}
