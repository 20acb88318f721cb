using System.Globalization;
using BirdGrid.Silo.Hosting;

namespace BirdGrid.Silo.Tests.Telemetry;

/// <summary>A silo with a probe port and a port for Prometheus, and every instrument of the grid used once.</summary>
public sealed class ScrapedSilo : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-metrics-").FullName;
    private RunningSilo silo = null!;

    /// <summary>Asks over HTTP/1.1.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>Address of the probes.</summary>
    public Uri Probes { get; } = Address(FreePort.Find());

    /// <summary>Address for Prometheus.</summary>
    public Uri Prometheus { get; } = Address(FreePort.Find());

    /// <summary>Address of the gRPC services, as the silo tells it.</summary>
    public Uri Services => new(silo.Url);

    /// <summary>What the silo tells Prometheus.</summary>
    public string Scrape { get; private set; } = string.Empty;

    public async ValueTask InitializeAsync()
    {
        silo = await RunningSilo.StartAsync(
            new SiloStartOptions
            {
                DataDirectory = data,
                Url = "http://127.0.0.1:0",
                Device = "cpu",
                Settings = [$"BirdGrid:ProbePort={Probes.Port}", $"BirdGrid:Telemetry:PrometheusPort={Prometheus.Port}"],
            },
            CancellationToken.None);
        foreach (var instrument in GridInstruments.All())
        {
            GridInstruments.Touch(instrument);
        }

        // Collections are counted once there was one, calls once one has ended.
        GC.Collect();
        await Http.GetStringAsync(new Uri(Probes, "live"));
        Scrape = await Http.GetStringAsync(new Uri(Prometheus, "metrics"));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await silo.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    private static Uri Address(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
}
