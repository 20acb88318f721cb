using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains;

/// <summary>Calls whose silo, device or stored state was lost before the answer came; what they did is not known.</summary>
public static class LostCall
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    /// <summary>Whether a call was lost, rather than refused. What a full disk or damaged state refuses will be refused again.</summary>
    public static bool Is(Exception failure) =>
        failure is OrleansException or TimeoutException or ExecutorStoppedException or ObjectDisposedException
        && DiskFaults.Of(failure) == DiskFault.None && !IsDamage(failure);

    /// <summary>Whether a call failed because a stored state cannot be read any more.</summary>
    public static bool IsDamage(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteStorageException { IsDamaged: true })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a call was lost because stored state could not be read or written.</summary>
    public static bool IsOfState(Exception failure) =>
        Is(failure) && (failure is SqliteStorageException { IsClosed: false } || (failure is OrleansException && failure.Message.Contains("storage provider", StringComparison.Ordinal)));

    /// <summary>
    /// Makes a call, again where it was lost, until it is answered. It must be one that may be repeated. A grain comes up elsewhere once its silo's
    /// death is noticed.
    /// </summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="call">Makes the call; told how often it was lost.</param>
    /// <param name="patience">Time from the first call after which a loss is thrown.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<T> RepeatAsync<T>(Func<int, Task<T>> call, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken) =>
        RepeatAsync(call, failure => Is(failure) ? patience : TimeSpan.Zero, clock, cancellationToken);

    /// <summary>Makes a call, again where it was lost, with a patience that depends on the loss.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="call">Makes the call; told how often it was lost.</param>
    /// <param name="patience">Time from the first call after which such a failure is thrown; zero: at once.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<T> RepeatAsync<T>(Func<int, Task<T>> call, Func<Exception, TimeSpan> patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        var pause = Pause;
        for (int losses = 0; ; losses++)
        {
            try
            {
                return await call(losses);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && clock.GetElapsedTime(started) < patience(failure))
            {
                await Task.Delay(pause, clock, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }
}
