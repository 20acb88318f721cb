namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>The names of all models.</summary>
internal interface IModelCatalog
{
    /// <summary>Every model that has a version, by name.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);
}
