using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains.Catalog;

/// <inheritdoc cref="ICatalogGrain"/>
public sealed class CatalogGrain([PersistentState("catalog")] IPersistentState<CatalogState> state) : Grain, ICatalogGrain
{
    /// <inheritdoc/>
    public async Task Add(string name)
    {
        if (!state.State.Names.Contains(name, StringComparer.Ordinal))
        {
            state.State.Names.Add(name);
            await state.SaveAsync(DeactivateOnIdle);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> List() => Task.FromResult<IReadOnlyList<string>>([.. state.State.Names]);
}
