namespace BirdGrid.Grains.Datasets;

/// <summary>Durable state of a dataset.</summary>
[GenerateSerializer, Alias("birdgrid.dataset-state")]
public sealed class DatasetState
{
    /// <summary>Frozen versions, oldest first.</summary>
    [Id(0)]
    public List<DatasetVersion> Versions { get; set; } = [];
}
