using System.Net;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Tests.Telemetry;

[Collection(ScrapedSilos.Name)]
public sealed class MetricsEndpointTests(ScrapedSilo silo)
{
    [Fact]
    public void Durations_have_buckets_for_milliseconds()
    {
        // 4.2 ms was recorded: between the buckets of 3 and 5 ms.
        Assert.Contains(Buckets("birdgrid_inference_stage_duration_seconds"), b => b.Bound == "0.003" && b.Count == "0");
        Assert.Contains(Buckets("birdgrid_inference_stage_duration_seconds"), b => b.Bound == "0.005" && b.Count == "1");
    }

    [Fact]
    public void Batch_sizes_have_buckets_of_images()
    {
        Assert.Contains(Buckets("birdgrid_inference_batch_size"), b => b.Bound == "2" && b.Count == "0");
        Assert.Contains(Buckets("birdgrid_inference_batch_size"), b => b.Bound == "3" && b.Count == "1");
    }

    [Fact]
    public async Task The_probe_port_has_metrics_and_probes()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo.Probes, "metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo.Probes, "live"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(silo.Probes, "metrics/more"));
    }

    [Fact]
    public async Task The_port_for_Prometheus_has_metrics_alone()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo.Prometheus, "metrics"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(silo.Prometheus, "live"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(silo.Prometheus, string.Empty));
    }

    [Fact]
    public async Task The_port_of_the_services_has_no_metrics()
    {
        Assert.NotEqual(silo.Probes.Port, silo.Services.Port);
        Assert.NotEqual(silo.Prometheus.Port, silo.Services.Port);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Services, "metrics")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await silo.Http.SendAsync(request);
        Assert.False(answer.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(5402, 5402)]
    [InlineData(0, -1)]
    [InlineData(0, 70_000)]
    public void Ports_that_cannot_be_are_refused(int probes, int prometheus) =>
        Assert.True(new SiloOptionsValidator().Validate(null, new SiloOptions { ProbePort = probes, Telemetry = new TelemetryOptions { PrometheusPort = prometheus } }).Failed);

    private async Task<HttpStatusCode> StatusAsync(Uri address, string path)
    {
        using var answer = await silo.Http.GetAsync(new Uri(address, path));
        return answer.StatusCode;
    }

    // name_bucket{...,le="0.005"} 1
    private IEnumerable<(string Bound, string Count)> Buckets(string name) => silo.Scrape.Split('\n')
        .Where(line => line.StartsWith($"{name}_bucket{{", StringComparison.Ordinal))
        .Select(line => (line.Split("le=\"")[1].Split('"')[0], line.Split("} ")[1].Split(' ')[0]));
}
