namespace BirdGrid.Grains.Devices;

/// <summary>
/// Has memory given back once training has been over for a while. Between sessions that follow each other it is kept: fetching
/// gigabytes page by page again takes a session's first steps seconds.
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    /// <summary>How long no training job has to run.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(1);

    private readonly ITimer timer;

    /// <summary>Waits for a first <see cref="Touch"/>.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="giveBack">Called on a pool thread, once for each time that training ended.</param>
    public IdleMemory(TimeProvider time, Action giveBack) =>
        timer = time.CreateTimer(_ => giveBack(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Says that training goes on.</summary>
    public void Touch() => timer.Change(IdleTime, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();
}
