using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains.Security;

/// <inheritdoc cref="IPhotoQuotaGrain"/>
public sealed class PhotoQuotaGrain([PersistentState("photo-quota")] IPersistentState<PhotoQuotaState> state) : Grain, IPhotoQuotaGrain
{
    /// <summary>Days before the one that is counted whose counts are kept.</summary>
    private const int KeptDays = 7;

    private PhotoQuotaState State => state.State;

    /// <inheritdoc/>
    public async Task<long> Add(int day, long photos)
    {
        if (day != State.Day)
        {
            Turn(day);
        }

        if (photos > 0)
        {
            State.Photos += photos;
            await state.SaveAsync(DeactivateOnIdle);
        }

        return State.Photos;
    }

    // Silos change the day one after the other, and a clock that was wrong is put right: a day that returns goes on with its count.
    private void Turn(int day)
    {
        long photos = State.Others.Find(d => d.Day == day)?.Photos ?? 0;
        State.Others.RemoveAll(d => d.Day == day);
        if (State.Photos > 0)
        {
            State.Others.Add(new PhotoQuotaState.DayCount(State.Day, State.Photos));
        }

        State.Others.RemoveRange(0, Math.Max(0, State.Others.Count - KeptDays));
        (State.Day, State.Photos) = (day, photos);
    }
}
