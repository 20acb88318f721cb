using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains.Catalog;

/// <inheritdoc cref="ICatalogShardGrain"/>
public sealed class CatalogShardGrain([PersistentState("catalog-shard")] IPersistentState<CatalogShardState> state) : Grain, ICatalogShardGrain
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> List() => Task.FromResult<IReadOnlyList<string>>([.. state.State.Names]);

    /// <inheritdoc/>
    public async Task<bool> Append(int expectedCount, IReadOnlyList<string> names)
    {
        if (state.State.Names.Count != expectedCount)
        {
            return false;
        }

        state.State.Names.AddRange(names);
        await state.SaveAsync(DeactivateOnIdle);
        return true;
    }
}
