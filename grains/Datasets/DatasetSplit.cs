namespace BirdGrid.Grains.Datasets;

/// <summary>Part of a dataset that a photo belongs to.</summary>
[GenerateSerializer, Alias("birdgrid.dataset-split")]
public enum DatasetSplit
{
    /// <summary>The seed decides.</summary>
    Unassigned = 0,

    /// <summary>Photos that weights are fitted to.</summary>
    Train = 1,

    /// <summary>Photos that epochs are compared on.</summary>
    Validation = 2,

    /// <summary>Photos that only the finished model sees.</summary>
    Test = 3,
}
