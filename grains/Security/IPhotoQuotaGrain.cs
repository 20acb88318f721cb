namespace BirdGrid.Grains.Security;

/// <summary>Counts one caller's photos of a day, for all silos together; the key is the caller's id.</summary>
[Alias("birdgrid.photo-quota")]
public interface IPhotoQuotaGrain : IGrainWithStringKey
{
    /// <summary>Adds a silo's photos and tells how many there are.</summary>
    /// <param name="day">Day, in days since 0001-01-01, UTC.</param>
    /// <param name="photos">Photos since the last call; 0 only asks.</param>
    /// <returns>Photos of all silos on that day.</returns>
    [Alias("add")]
    Task<long> Add(int day, long photos);
}
