using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Services.OpenInference;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Silo.Tests.Services.OpenInference;

/// <summary>A silo whose models are fakes, shared by a class's tests.</summary>
public sealed class InferenceSilo : IAsyncLifetime
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-silo-").FullName;
    private RunningSilo silo = null!;

    /// <summary>Channel to the gRPC services.</summary>
    public GrpcChannel Channel { get; private set; } = null!;

    /// <summary>Client of the REST services.</summary>
    public HttpClient Rest { get; private set; } = null!;

    /// <summary>Address of the gRPC services.</summary>
    public string Url => silo.Url;

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => silo.Services;

    internal FakeFront Front { get; } = new();

    internal FakeServing Serving { get; } = new();

    public async ValueTask InitializeAsync()
    {
        silo = await RunningSilo.StartAsync(
            new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Settings = ["BirdGrid:Inference:MaximumBatchSize=4", "BirdGrid:Inference:PreferredBatchSizes:0=2"] },
            services => services.AddSingleton<IInferenceFront>(Front).AddSingleton<IModelServing>(Serving).AddSingleton<IModelCatalog>(Serving),
            CancellationToken.None);
        Channel = GrpcChannel.ForAddress(silo.Url);
        Rest = new HttpClient { BaseAddress = new Uri(silo.RestUrl!) };
    }

    /// <summary>Stops the silo, clients still connected.</summary>
    public async Task StopAsync() => await silo.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        Rest.Dispose();
        Channel.Dispose();
        await StopAsync();
        Directory.Delete(data, recursive: true);
    }
}
