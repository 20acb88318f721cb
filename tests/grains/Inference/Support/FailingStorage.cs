using Orleans.Storage;

namespace BirdGrid.Grains.Tests.Inference.Support;

/// <summary>Stored state that can be away.</summary>
internal sealed class FailingStorage(IGrainStorage kept, Func<bool> isAway) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Kept().ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Kept().WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Kept().ClearStateAsync(stateName, grainId, grainState);

    private IGrainStorage Kept() => isAway() ? throw new IOException("The store is away.") : kept;
}
