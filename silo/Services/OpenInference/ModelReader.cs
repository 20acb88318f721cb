using BirdGrid.Grains;
using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Telemetry;
using BirdGrid.Silo.Services.Health;
using Inference.V2;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>What the server and its models are, and whether they are ready; for gRPC and for REST.</summary>
internal sealed class ModelReader(IInferenceFront front, IModelServing serving, SiloReadiness silo, IOptions<InferenceOptions> options)
{
    private static readonly string[] Extensions = ["classification", "statistics", "model_configuration", "model_repository", "binary_tensor_data", "schedule_policy"];

    /// <summary>Name, version and extensions.</summary>
    public static ServerMetadataResponse ServerMetadata() =>
        new() { Name = ModelDescription.Platform, Version = BirdGridTelemetry.Version, Extensions = { Extensions } };

    /// <summary>Whether the silo should get calls, and what it cannot do.</summary>
    public Task<Readiness> ReadReadinessAsync(CancellationToken cancellationToken) => silo.ReadAsync(cancellationToken);

    /// <summary>Whether a version answers at once; not where there is no such version.</summary>
    /// <exception cref="RefusedException">The name is none.</exception>
    public async Task<bool> IsReadyAsync(string name, string version, CancellationToken cancellationToken)
    {
        try
        {
            return (await serving.GetAsync(References.Of(name, version), cancellationToken)).State == ServingState.Ready;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    /// <summary>Tensors and versions of a model.</summary>
    /// <exception cref="GridException">There is no such model or version.</exception>
    public async Task<ModelMetadataResponse> MetadataAsync(string name, string version, CancellationToken cancellationToken)
    {
        var found = await front.FindAsync(References.Of(name, version), cancellationToken);
        return ModelDescription.Metadata(found, await serving.GetAsync(found.Model, cancellationToken));
    }

    /// <summary>Tensors and batching of a model.</summary>
    /// <exception cref="GridException">There is no such model or version.</exception>
    public async Task<ModelConfig> ConfigAsync(string name, string version, CancellationToken cancellationToken) =>
        ModelDescription.Config(await front.FindAsync(References.Of(name, version), cancellationToken), options.Value);
}
