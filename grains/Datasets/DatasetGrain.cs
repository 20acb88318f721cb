using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Datasets;

/// <inheritdoc cref="IDatasetGrain"/>
public sealed partial class DatasetGrain(
    [PersistentState("dataset")] IPersistentState<DatasetState> state,
    TimeProvider clock,
    ILogger<DatasetGrain> logger) : Grain, IDatasetGrain
{
    private string Name => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public async Task<DatasetVersion> Freeze(FreezeDatasetRequest request)
    {
        if (Find(request.IdempotencyKey) is { } made)
        {
            return made;
        }

        await GrainFactory.GetGrain<ICatalogGrain>(CatalogKinds.Datasets).Add(Name);
        var version = new DatasetVersion
        {
            Dataset = Name,
            Version = state.State.Versions.Count + 1,
            Manifest = request.Manifest,
            Classes = request.Classes,
            SplitSeed = request.SplitSeed,
            RenditionSize = request.RenditionSize,
            Audit = request.Audit,
            Created = clock.GetUtcNow(),
            IdempotencyKey = request.IdempotencyKey,
        };
        state.State.Versions.Add(version);
        await state.SaveAsync(DeactivateOnIdle);
        LogFrozen(Name, version.Version, version.Manifest.Sha256);
        return version;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DatasetVersion>> GetVersions() =>
        Task.FromResult<IReadOnlyList<DatasetVersion>>([.. state.State.Versions]);

    /// <inheritdoc/>
    public Task<DatasetVersion?> FindImport(string idempotencyKey) => Task.FromResult(Find(idempotencyKey));

    /// <inheritdoc/>
    public Task<DatasetVersion> GetVersion(int version)
    {
        var versions = state.State.Versions;
        if (versions.Count == 0)
        {
            throw new NotFoundException("unknown-dataset", $"There is no dataset named '{Name}'; `birdgrid dataset list` shows what there is.");
        }

        if (version < 0 || version > versions.Count)
        {
            throw new NotFoundException("unknown-dataset-version", $"Dataset '{Name}' has the versions 1 to {versions.Count}; {version} is not one of them.");
        }

        return Task.FromResult(version == 0 ? versions[^1] : versions[version - 1]);
    }

    private DatasetVersion? Find(string idempotencyKey) =>
        state.State.Versions.Find(v => v.IdempotencyKey == idempotencyKey);

    [LoggerMessage(EventId = 100, EventName = "DatasetFrozen", Level = LogLevel.Information, Message = "Dataset {Dataset} version {Version} frozen with manifest {Manifest}.")]
    private partial void LogFrozen(string dataset, int version, string manifest);
}
