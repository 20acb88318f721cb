namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>
/// How often a replica compares: a tenth of its time in the first minutes, in which a bad version is to be found, a fortieth after them, and a quarter
/// of the first minutes for as long as the version fails. One call at a time.
/// </summary>
/// <param name="clock">Time.</param>
internal sealed class ComparisonPace(TimeProvider clock)
{
    /// <summary>Turns of a comparison at least: the first is not timed.</summary>
    private const int LeastTurns = 3;

    /// <summary>Turns at most, where requests are rare.</summary>
    private const int MostTurns = 12;

    private static readonly TimeSpan OfTurn = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan FirstMinutes = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan Alarm = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private readonly long created = clock.GetTimestamp();
    private bool isRunning;
    private long? began;
    private long? failed;
    private long ended;
    private TimeSpan took;

    /// <summary>Begins a comparison where it is time for it.</summary>
    /// <param name="hasFailed">Whether the version has failed callers.</param>
    /// <returns>Turns to run; 0: not now.</returns>
    public int Begin(bool hasFailed)
    {
        if (isRunning)
        {
            return 0;
        }

        long now = clock.GetTimestamp();
        failed = hasFailed ? now : failed;
        var since = began is null ? TimeSpan.MaxValue : clock.GetElapsedTime(ended, now);
        if (since < PauseAt(now))
        {
            return 0;
        }

        isRunning = true;
        began = now;
        return (int)Math.Clamp(since / OfTurn, LeastTurns, MostTurns);
    }

    /// <summary>It has ended.</summary>
    /// <param name="hasFailed">Whether the version has failed in it.</param>
    public void End(bool hasFailed)
    {
        isRunning = false;
        ended = clock.GetTimestamp();
        failed = hasFailed ? ended : failed;
        took = clock.GetElapsedTime(began!.Value, ended);
    }

    private TimeSpan PauseAt(long now)
    {
        bool isYoung = clock.GetElapsedTime(created, now) < FirstMinutes;
        bool isAlarmed = failed is { } last && clock.GetElapsedTime(last, now) < Alarm;
        var pause = took * (isYoung ? isAlarmed ? 3 : 9 : 39);
        var longest = isYoung ? LongestPause : 4 * LongestPause;
        return pause < ShortestPause ? ShortestPause : pause > longest ? longest : pause;
    }
}
