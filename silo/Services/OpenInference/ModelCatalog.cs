using BirdGrid.Grains.Catalog;

namespace BirdGrid.Silo.Services.OpenInference;

/// <inheritdoc cref="IModelCatalog"/>
internal sealed class ModelCatalog(IGrainFactory grains) : IModelCatalog
{
    private const int PageSize = 500;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        string? token = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await grains.GetGrain<ICatalogGrain>(CatalogKinds.Models).ListByName(token, PageSize);
            names.AddRange(page.Names);
            token = page.NextToken;
        }
        while (token is not null);
        return names;
    }
}
