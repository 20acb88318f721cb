using BirdGrid.Grains;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using Inference.V2;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>What is in memory and how it does, as ModelStatistics and RepositoryIndex tell it; loads and unloads.</summary>
internal sealed class RepositoryReader(IModelServing serving, IModelCatalog catalog)
{
    private const string Reason = "asked for over the Open Inference Protocol";

    /// <summary>Statistics of one version, of all versions of a model, or of all models.</summary>
    /// <exception cref="GridException">There is no such model or version.</exception>
    public async Task<ModelStatisticsResponse> StatisticsAsync(string name, string version, CancellationToken cancellationToken)
    {
        var versions = name.Length > 0 && version.Length > 0
            ? [await serving.GetAsync(References.Of(name, version), cancellationToken)]
            : await VersionsAsync(name, cancellationToken);
        var response = new ModelStatisticsResponse();
        response.ModelStats.AddRange(versions.Select(StatisticsMapper.ToProto));
        return response;
    }

    /// <summary>Every version of every model.</summary>
    /// <param name="onlyReady">Leaves out the others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RepositoryIndexResponse> IndexAsync(bool onlyReady, CancellationToken cancellationToken)
    {
        var response = new RepositoryIndexResponse();
        response.Models.AddRange((await VersionsAsync(string.Empty, cancellationToken))
            .Where(v => !onlyReady || v.State == ServingState.Ready)
            .Select(v => new RepositoryIndexResponse.Types.ModelIndex
            {
                Name = v.Model,
                Version = References.VersionText(v.Version),
                State = StateText(v.State),
                Reason = v.State == ServingState.Ready ? string.Empty : v.Reason,
            }));
        return response;
    }

    /// <summary>Loads a version; returns when it is ready.</summary>
    /// <exception cref="GridException">There is no such version, or it cannot be loaded.</exception>
    public async Task LoadAsync(RepositoryModelLoadRequest request, CancellationToken cancellationToken)
    {
        if (request.Parameters.Count > 0)
        {
            throw new RefusedException("load-parameters", $"Parameter '{InputReader.Shown(request.Parameters.First().Key)}': expected none; a published version is loaded as it is.");
        }

        await serving.LoadAsync(ModelReference.Parse(request.ModelName), Reason, cancellationToken);
    }

    /// <summary>Unloads a version, or every version of a model that is in memory.</summary>
    /// <exception cref="GridException">There is no such version, or it is needed.</exception>
    public async Task UnloadAsync(RepositoryModelUnloadRequest request, CancellationToken cancellationToken)
    {
        var reference = ModelReference.Parse(request.ModelName);
        if (reference.Version is not null || reference.Alias is not null)
        {
            await serving.UnloadAsync(reference, Reason, cancellationToken);
            return;
        }

        foreach (var version in await serving.GetAsync(reference.Model, cancellationToken))
        {
            if (version.State != ServingState.Unloaded)
            {
                await serving.UnloadAsync(new ModelReference(version.Model, version.Version, null), Reason, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<VersionServing>> VersionsAsync(string name, CancellationToken cancellationToken)
    {
        if (name.Length > 0)
        {
            GridNames.Require(name, "model");
            return await serving.GetAsync(name, cancellationToken);
        }

        var versions = new List<VersionServing>();
        foreach (string model in await catalog.ListAsync(cancellationToken))
        {
            versions.AddRange(await serving.GetAsync(model, cancellationToken));
        }

        return versions;
    }

    private static string StateText(ServingState state) => state switch
    {
        ServingState.Ready => "READY",
        ServingState.Loading or ServingState.WarmingUp => "LOADING",
        ServingState.Draining => "UNLOADING",
        _ => "UNAVAILABLE",
    };
}
