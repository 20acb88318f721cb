namespace BirdGrid.Grains.Security;

/// <summary>Durable state of a caller's count of photos.</summary>
[GenerateSerializer, Alias("birdgrid.photo-quota-state")]
public sealed class PhotoQuotaState
{
    /// <summary>Day that is counted: days since 0001-01-01, UTC.</summary>
    [Id(0)]
    public int Day { get; set; }

    /// <summary>Photos on that day.</summary>
    [Id(1)]
    public long Photos { get; set; }
}
