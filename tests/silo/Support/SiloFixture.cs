using BirdGrid.Client;
using BirdGrid.Silo.Hosting;
using Grpc.Net.Client;

namespace BirdGrid.Silo.Tests.Support;

/// <summary>One silo with empty data, shared by a class's tests.</summary>
public sealed class SiloFixture : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-silo-").FullName;
    private RunningSilo silo = null!;

    /// <summary>Typed client of the silo.</summary>
    public BirdGridClient Client { get; private set; } = null!;

    /// <summary>Bare channel to the silo.</summary>
    public GrpcChannel Channel { get; private set; } = null!;

    /// <summary>The silo's data directory.</summary>
    public string DataDirectory => data;

    public async ValueTask InitializeAsync()
    {
        silo = await RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu" }, CancellationToken.None);
        Client = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url });
        Channel = GrpcChannel.ForAddress(silo.Url);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Channel.Dispose();
        await silo.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }
}
