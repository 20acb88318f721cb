using BirdGrid.Grains.Catalog;

namespace BirdGrid.Silo.Services.OpenInference;

/// <inheritdoc cref="IModelCatalog"/>
internal sealed class ModelCatalog(IGrainFactory grains) : IModelCatalog
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (string name in grains.GetGrain<ICatalogGrain>(CatalogKinds.Models).AllByNameAsync(cancellationToken))
        {
            names.Add(name);
        }

        return names;
    }
}
