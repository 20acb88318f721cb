using BirdGrid.Grains.Models.Traffic;

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

    /// <summary>How requests are split.</summary>
    [Id(3)]
    public TrafficPolicy Traffic { get; set; } = TrafficPolicy.Whole;

    /// <summary>Every change of the split, oldest first.</summary>
    [Id(4)]
    public List<TrafficChange> TrafficChanges { get; set; } = [];
}
