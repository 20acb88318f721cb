using BirdGrid.Silo.Services.Health;
using BirdGrid.Silo.Services.Rest;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>What the Open Inference Protocol is answered with.</summary>
internal static class OpenInferenceExtensions
{
    /// <summary>Adds what gRPC and REST share.</summary>
    public static IServiceCollection AddOpenInference(this IServiceCollection services) => services
        .AddSingleton<IModelCatalog, ModelCatalog>()
        .AddSingleton<InferenceCore>()
        .AddSingleton<ModelReader>()
        .AddSingleton<RepositoryReader>()
        .AddSingleton<ServingHealth>()
        .AddSingleton<RestCall>();
}
