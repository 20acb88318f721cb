namespace BirdGrid.Grains.Security;

/// <summary>Durable state of a caller's count of photos.</summary>
[GenerateSerializer, Alias("birdgrid.photo-quota-state")]
public sealed class PhotoQuotaState
{
    /// <summary>Day that was counted last: days since 0001-01-01, UTC.</summary>
    [Id(0)]
    public int Day { get; set; }

    /// <summary>Photos on that day.</summary>
    [Id(1)]
    public long Photos { get; set; }

    /// <summary>The counts of the days before, newest last: a clock that stepped and is put right goes on where it was.</summary>
    [Id(2)]
    public List<DayCount> Others { get; set; } = [];

    /// <summary>Photos of one day.</summary>
    /// <param name="Day">Days since 0001-01-01, UTC.</param>
    /// <param name="Photos">Photos on that day.</param>
    [GenerateSerializer, Immutable, Alias("birdgrid.photo-quota-day")]
    public sealed record DayCount([property: Id(0)] int Day, [property: Id(1)] long Photos);
}
