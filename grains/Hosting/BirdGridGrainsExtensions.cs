using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Engines;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;
using BirdGrid.Grains.Storage;
using BirdGrid.Grains.Training;
using BirdGrid.Grains.Training.DataParallel;
using BirdGrid.Grains.Training.Features;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Weights;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Hosting;

/// <summary>Registers what BirdGrid's grains are made of.</summary>
public static class BirdGridGrainsExtensions
{
    /// <summary>
    /// Adds the services of every noun. Storage, blobs, placement and devices are chosen beside it: <c>AddSqliteGrainStorageAsDefault</c>,
    /// <c>AddDirectoryBlobStore</c>, <c>UseBirdGridPlacement</c>, <c>AddDevices</c>.
    /// </summary>
    /// <param name="silo">The silo.</param>
    public static ISiloBuilder AddBirdGridGrains(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<StateAvailability>();
        silo.Services
            .AddPhotos()
            .AddDatasets()
            .AddAugmentation()
            .AddTraining()
            .AddInference();
        return silo.AddStartupTask<OpenWorkRecovery>();
    }

    private static IServiceCollection AddPhotos(this IServiceCollection services)
    {
        services.TryAddSingleton(new PhotoDecoderOptions());
        return services
            .AddSingleton(provider => new PhotoDecoder(provider.GetRequiredService<PhotoDecoderOptions>()))
            .AddSingleton<RenditionEncoder>();
    }

    private static IServiceCollection AddDatasets(this IServiceCollection services)
    {
        services.AddOptions<ManifestOptions>().BindConfiguration(ManifestOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<ManifestBlobCache>()
            .AddSingleton<ManifestStore>()
            .AddSingleton<IDatasetImporter, DatasetImporter>();
    }

    private static IServiceCollection AddAugmentation(this IServiceCollection services)
    {
        services.AddOptions<AugmentationOptions>().BindConfiguration(AugmentationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<PhotoCache>()
            .AddSingleton<BatchSourceFactory>()
            .AddSingleton<CpuSiloDemand>();
    }

    private static IServiceCollection AddTraining(this IServiceCollection services)
    {
        services.AddOptions<PretrainedWeightsOptions>().BindConfiguration(PretrainedWeightsOptions.Section).ValidateOnStart();
        services.AddOptions<FeatureSharingOptions>().BindConfiguration(FeatureSharingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DataParallelOptions>().BindConfiguration(DataParallelOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<PretrainedWeightsOptions>, PretrainedWeightsOptionsValidator>()
            .AddSingleton(provider => new PretrainedWeights(
                provider.GetRequiredService<IOptions<PretrainedWeightsOptions>>().Value, new HttpClient(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<InitialWeightsLoader>()
            .AddSingleton<TrainingSpecPinner>()
            .AddSingleton<DeviceLease>()
            .AddSingleton<OnnxModelStore>()
            .AddSingleton<OnnxExport>()
            .AddSingleton<SessionRunFactory>()
            .AddSingleton<ISessionRunFactory>(services => services.GetRequiredService<SessionRunFactory>())
            .AddSingleton<OpenWorkRecovery>()
            .AddHostedService<LossWatch>();
    }

    private static IServiceCollection AddInference(this IServiceCollection services)
    {
        services.AddOptions<InferenceOptions>().BindConfiguration(InferenceOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<InferenceOptions>, InferenceOptionsValidator>()
            .AddSingleton<IEngineLoader, EngineLoader>()
            .AddDecodePool()
            .AddSingleton<PhotoPreparer>()
            .AddSingleton<LocalRoutes>()
            .AddSingleton<KnownRoutes>()
            .AddSingleton<SiloShortcuts>()
            .AddSingleton<OutcomeRecorder>()
            .AddHostedService(provider => provider.GetRequiredService<OutcomeRecorder>())
            .AddSingleton<IInferenceFront, InferenceFront>()
            .AddSingleton<IModelServing, ModelServing>()
            .AddSingleton<IModelPromoter, ModelPromoter>()
            .AddHostedService<ChampionPreload>();
    }

    // AddHostedService knows services by their class, and would take this pool for the other.
    private static IServiceCollection AddDecodePool(this IServiceCollection services) => services
        .AddKeyedSingleton(PhotoPreparer.PoolKey, (provider, _) => new CpuExecutor(
            Options.Create(new CpuExecutorOptions { Workers = provider.GetRequiredService<IOptions<InferenceOptions>>().Value.DecodeThreads }),
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<CpuExecutor>(PhotoPreparer.PoolKey));
}
