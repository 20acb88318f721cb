using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Engines;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;
using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Storage;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Photos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Inference.Support;

/// <summary>A silo that serves fake engines, with the front and the services beside it.</summary>
internal sealed class ServingCluster : IAsyncDisposable
{
    private const string Kept = "kept";

    private readonly InProcessTestCluster cluster;
    private readonly Store store;

    private ServingCluster(InProcessTestCluster cluster, FakeLoader loader, Store store)
    {
        this.cluster = cluster;
        this.store = store;
        Loader = loader;
    }

    public FakeLoader Loader { get; }

    public IGrainFactory Grains => cluster.Client;

    public IInferenceFront Front => Service<IInferenceFront>();

    public IModelServing Serving => Service<IModelServing>();

    public StateAvailability State => Service<StateAvailability>();

    public KnownRoutes Routes => Service<KnownRoutes>();

    public IModelPromoter Promoter => Service<IModelPromoter>();

    public OutcomeRecorder Outcomes => Service<OutcomeRecorder>();

    public static async Task<ServingCluster> StartAsync(Action<InferenceOptions>? configure = null)
    {
        var loader = new FakeLoader();
        var store = new Store();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage(Kept).UseBirdGridPlacement(SiloRole.Gpu | SiloRole.Cpu);
            var services = silo.Services;
            services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (provider, _) => new FailingStorage(provider.GetRequiredKeyedService<IGrainStorage>(Kept), () => store.IsAway));
            services.AddSingleton(TimeProvider.System).AddSingleton<IEngineLoader>(loader).AddSingleton(_ => new PhotoDecoder());
            services.AddOptions<InferenceOptions>().Configure(options => configure?.Invoke(options));
            services.AddKeyedSingleton(PhotoPreparer.PoolKey, (provider, _) => new CpuExecutor(Options.Create(new CpuExecutorOptions { Workers = 1 }), TimeProvider.System));
            services.AddHostedService(provider => provider.GetRequiredKeyedService<CpuExecutor>(PhotoPreparer.PoolKey));
            services.AddSingleton<LocalRoutes>().AddSingleton<KnownRoutes>().AddSingleton<StateAvailability>().AddSingleton<SiloShortcuts>().AddSingleton<PhotoPreparer>().AddSingleton<OutcomeRecorder>().AddSingleton<IInferenceFront, InferenceFront>();
            services.AddSingleton<IModelServing, ModelServing>().AddSingleton<IModelPromoter, ModelPromoter>();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new ServingCluster(cluster, loader, store);
    }

    /// <summary>Publishes versions 1 to <paramref name="count"/> of a model.</summary>
    public async Task PublishAsync(string model, int count)
    {
        for (int i = 1; i <= count; i++)
        {
            await Grains.GetGrain<IModelGrain>(model).Publish(Request($"ts-{i}"));
        }
    }

    public Task<AliasMove> PromoteAsync(string model, int version) =>
        Promoter.PromoteAsync(model, new PromoteRequest("champion", version, "ann", "test", Guid.NewGuid().ToString("N")), CancellationToken.None);

    /// <summary>Asks for an image whose first byte is this.</summary>
    public Task<InferenceAnswer> AskAsync(string reference, byte first, CancellationToken cancellationToken = default)
    {
        byte[] pixels = new byte[Images.Bytes];
        pixels[0] = first;
        return Front.InferAsync(new InferenceRequest { Model = ModelReference.Parse(reference), Images = new PreparedImages(pixels, PixelFormat.Bytes, 1) }, cancellationToken);
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    /// <summary>Stored state can neither be read nor written from now on, and the silo knows.</summary>
    public void LoseState(string sentence)
    {
        store.IsAway = true;
        State.Lost(sentence);
    }

    private static PublishVersionRequest Request(string session)
    {
        var blob = new BlobRef(new string('a', 64), 1);
        return new PublishVersionRequest
        {
            Lineage = new Lineage { SessionId = session, Dataset = "d", DatasetVersion = 1, Manifest = blob, Backbone = "resnet9", Method = "FineTune", Initialization = "Scratch", Seed = 1, AugmentationJson = "{}", OptionsJson = "{}", CodeVersion = "test", EpochsRun = 1, KeptEpoch = 1 },
            Evaluation = new EvaluationSummary { Split = DatasetSplit.Test, Photos = 1, Top1 = 1, Top5 = 1, Loss = 0, ClassPhotos = [1, 1, 1], ClassAccuracy = [1, 1, 1], Confusion = [1, 0, 0, 0, 1, 0, 0, 0, 1] },
            Labels = ["robin", "wren", "tit"],
            Preprocessing = new Preprocessing("resnet9", FakeEngine.Side, FakeEngine.Side, [0, 0, 0], [1, 1, 1]),
            Weights = blob,
            Report = blob,
        };
    }

    private T Service<T>()
        where T : notnull => cluster.Silos[0].ServiceProvider.GetRequiredService<T>();

    private sealed class Store
    {
        public volatile bool IsAway;
    }
}
