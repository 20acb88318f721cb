extern alias client;

using System.Text.Json;
using BirdGrid.Client;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Tests.Telemetry;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace BirdGrid.Silo.Tests.Services.Health;

/// <summary>What the health checks say, at every place that tells of it.</summary>
public sealed class ReadinessTests : IAsyncLifetime
{
    private const string Problem = "Something is away.";

    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-readiness-").FullName;
    private readonly int probePort = FreePort.Find();
    private readonly HttpClient http = new();
    private volatile HealthStatus status = HealthStatus.Healthy;
    private RunningSilo silo = null!;

    public async ValueTask InitializeAsync() => silo = await RunningSilo.StartAsync(
        new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Settings = [$"BirdGrid:ProbePort={probePort}"] },
        services => services.AddHealthChecks().AddCheck("a check", () => new HealthCheckResult(status, status == HealthStatus.Healthy ? null : Problem)),
        CancellationToken.None);

    [Theory]
    [InlineData(HealthStatus.Healthy, true)]
    [InlineData(HealthStatus.Degraded, true)]
    [InlineData(HealthStatus.Unhealthy, false)]
    public async Task Every_place_tells_the_same(HealthStatus said, bool isReady)
    {
        status = said;
        string[] problems = said == HealthStatus.Healthy ? [] : [Problem];

        using var probe = await http.GetAsync($"http://127.0.0.1:{probePort}/ready", TestContext.Current.CancellationToken);
        Assert.Equal(isReady, probe.IsSuccessStatusCode);
        Assert.Equal(string.Join(' ', [said.ToString(), .. problems]), await probe.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var rest = await http.GetAsync($"{silo.RestUrl}/v2/health/ready", TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await rest.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(isReady, rest.IsSuccessStatusCode);
        Assert.Equal(isReady, json.RootElement.GetProperty("ready").GetBoolean());
        Assert.Equal(problems, json.RootElement.TryGetProperty("problems", out var listed) ? listed.EnumerateArray().Select(p => p.GetString()!) : []);

        using var channel = GrpcChannel.ForAddress(silo.Url);
        var check = await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(isReady ? ServingStatus.Serving : ServingStatus.NotServing, check.Status);

        using var typed = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url });
        Assert.Equal(problems, (await typed.GetStatusAsync(TestContext.Current.CancellationToken)).Problems);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await silo.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }
}
