namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>
/// How often a replica compares: a tenth of its time in the first minutes, in which a bad version is to be found, a fortieth after them, and a quarter
/// while the version fails callers. One call at a time.
/// </summary>
/// <param name="clock">Time.</param>
internal sealed class ComparisonPace(TimeProvider clock)
{
    /// <summary>Turns of a comparison at least: the first is not timed.</summary>
    private const int LeastTurns = 3;

    /// <summary>Turns at most, where requests are rare.</summary>
    private const int MostTurns = 8;

    private static readonly TimeSpan OfTurn = TimeSpan.FromMilliseconds(125);
    private static readonly TimeSpan FirstMinutes = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private readonly long created = clock.GetTimestamp();
    private bool isRunning;
    private long? began;
    private long ended;
    private TimeSpan took;

    /// <summary>Begins a comparison where it is time for it.</summary>
    /// <param name="isUrgent">Whether the version has failed callers.</param>
    /// <returns>Turns to run; 0: not now.</returns>
    public int Begin(bool isUrgent)
    {
        if (isRunning)
        {
            return 0;
        }

        long now = clock.GetTimestamp();
        var since = began is null ? TimeSpan.MaxValue : clock.GetElapsedTime(ended, now);
        if (since < PauseAfter(isUrgent, clock.GetElapsedTime(created, now)))
        {
            return 0;
        }

        isRunning = true;
        began = now;
        return (int)Math.Clamp(since / OfTurn, LeastTurns, MostTurns);
    }

    /// <summary>It has ended.</summary>
    public void End()
    {
        isRunning = false;
        ended = clock.GetTimestamp();
        took = clock.GetElapsedTime(began!.Value, ended);
    }

    private TimeSpan PauseAfter(bool isUrgent, TimeSpan age)
    {
        var pause = took * (isUrgent ? 3 : age < FirstMinutes ? 9 : 39);
        var longest = age < FirstMinutes ? LongestPause : 4 * LongestPause;
        return pause < ShortestPause ? ShortestPause : pause > longest ? longest : pause;
    }
}
