using BirdGrid.Client;
using BirdGrid.Silo;
using BirdGrid.Silo.Hosting;

namespace BirdGrid.Cli.Quickstart;

/// <summary>The silo of a tour: one that runs already, or one of its own in this process.</summary>
internal sealed class TourSilo : IAsyncDisposable
{
    private readonly RunningSilo? own;

    private TourSilo(BirdGridClient client, RunningSilo? own, string? dataDirectory)
    {
        Client = client;
        this.own = own;
        DataDirectory = dataDirectory;
    }

    /// <summary>A client of the silo.</summary>
    public BirdGridClient Client { get; }

    /// <summary>Data directory of the tour's own silo; null where the silo is somebody else's.</summary>
    public string? DataDirectory { get; }

    /// <summary>Connects to the named silo, or starts one on a free port.</summary>
    public static async Task<TourSilo> ConnectAsync(string? server, string data, CancellationToken cancellationToken)
    {
        if (server is not null)
        {
            var client = new BirdGridClient(new BirdGridClientOptions { Address = server });
            await client.GetStatusAsync(cancellationToken);
            return new TourSilo(client, own: null, dataDirectory: null);
        }

        var silo = await RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = Path.GetFullPath(data), Url = "http://127.0.0.1:0" }, cancellationToken);
        return new TourSilo(new BirdGridClient(new BirdGridClientOptions { Address = silo.Url }), silo, data);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (own is not null)
        {
            await own.DisposeAsync();
        }
    }
}
