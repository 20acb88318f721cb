using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains.Augmentation.Batches;

/// <summary>How much one silo may be asked for at a time, and how it has done.</summary>
/// <param name="member">The silo.</param>
/// <param name="limit">Most requests outstanding.</param>
internal sealed class SiloCredit(SiloMember member, int limit)
{
    /// <summary>A silo that failed is left alone for this long, and for twice as long after each further failure.</summary>
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);

    private const int MostDoublings = 4;

    private int failuresInARow;
    private int nextWorker;
    private long restsSince;
    private TimeSpan rest;

    /// <summary>The silo.</summary>
    public SiloMember Member { get; } = member;

    /// <summary>Most requests outstanding.</summary>
    public int Limit { get; } = limit;

    /// <summary>Requests outstanding, withdrawn ones that have not ended included.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Requests that may still be sent.</summary>
    public int Free => Limit - Outstanding;

    /// <summary>Whether the silo takes work.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Whether the silo failed a moment ago.</summary>
    public bool IsResting(TimeProvider clock) => clock.GetElapsedTime(restsSince) < rest;

    /// <summary>Uses credit.</summary>
    /// <returns>The silo's next augmenter, in turn.</returns>
    public int Take()
    {
        Outstanding++;
        return nextWorker = (nextWorker + 1) % Member.Cores;
    }

    /// <summary>A request has ended.</summary>
    public void Return() => Outstanding--;

    /// <summary>The silo has answered.</summary>
    public void Succeed()
    {
        failuresInARow = 0;
        rest = TimeSpan.Zero;
    }

    /// <summary>The silo has failed, or was overtaken by another.</summary>
    public void Fail(TimeProvider clock)
    {
        restsSince = clock.GetTimestamp();
        rest = FirstRest * (1 << Math.Min(failuresInARow, MostDoublings));
        failuresInARow++;
    }
}
