using BirdGrid.Client;
using BirdGrid.Client.Datasets;
using BirdGrid.Silo;
using BirdGrid.Silo.Hosting;
using BirdGrid.V1;

namespace BirdGrid.Bench.Support;

/// <summary>A silo in the measuring process, for figures that look inside the pipeline.</summary>
internal sealed class InProcessSilo : IAsyncDisposable
{
    private readonly TemporaryFolder data;
    private readonly RunningSilo silo;

    private InProcessSilo(TemporaryFolder data, RunningSilo silo, Grains.Datasets.DatasetVersion dataset)
    {
        this.data = data;
        this.silo = silo;
        Dataset = dataset;
    }

    /// <summary>The imported photos.</summary>
    public Grains.Datasets.DatasetVersion Dataset { get; }

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => silo.Services;

    /// <summary>Starts a silo and imports a folder.</summary>
    public static async Task<InProcessSilo> StartAsync(string photos, CancellationToken cancellationToken, params string[] settings)
    {
        var data = new TemporaryFolder();
        var silo = await RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = data.Path, Url = "http://127.0.0.1:0", Device = "cpu", Settings = settings }, cancellationToken);
        using var client = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url });
        await client.Datasets.ImportAsync(new ImportHeader { Dataset = "measured" }, PhotoFolder.Read(photos), cancellationToken: cancellationToken);
        var grains = (IGrainFactory)silo.Services.GetService(typeof(IGrainFactory))!;
        return new InProcessSilo(data, silo, await grains.GetGrain<Grains.Datasets.IDatasetGrain>("measured").GetVersion(0));
    }

    /// <summary>A service of the silo.</summary>
    public T Get<T>()
        where T : class => (T)Services.GetService(typeof(T))!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        data.Dispose();
    }
}
