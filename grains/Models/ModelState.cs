namespace BirdGrid.Grains.Models;

/// <summary>Durable state of a model.</summary>
[GenerateSerializer, Alias("birdgrid.model-state")]
public sealed class ModelState
{
    /// <summary>Versions in order; entry n-1 is version n.</summary>
    [Id(0)]
    public List<ModelVersionEntry> Versions { get; set; } = [];

    /// <summary>Alias to version.</summary>
    [Id(1)]
    public Dictionary<string, int> Aliases { get; set; } = [];

    /// <summary>Every move of an alias, oldest first.</summary>
    [Id(2)]
    public List<AliasMove> Moves { get; set; } = [];
}
