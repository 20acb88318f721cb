using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains.Security;

/// <inheritdoc cref="IPhotoQuotaGrain"/>
public sealed class PhotoQuotaGrain([PersistentState("photo-quota")] IPersistentState<PhotoQuotaState> state) : Grain, IPhotoQuotaGrain
{
    /// <inheritdoc/>
    public async Task<long> Add(int day, long photos)
    {
        if (day > state.State.Day)
        {
            state.State.Day = day;
            state.State.Photos = 0;
        }

        if (photos > 0 && day == state.State.Day)
        {
            state.State.Photos += photos;
            await state.SaveAsync(DeactivateOnIdle);
        }

        return day == state.State.Day ? state.State.Photos : 0;
    }
}
