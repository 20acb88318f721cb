using BirdGrid.Grains;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>A caller's photos of today: what the grid is known to have counted, and what this silo has yet to tell it.</summary>
/// <param name="perDay">Photos that are allowed.</param>
/// <param name="clock">Time.</param>
internal sealed class PhotoQuota(long perDay, TimeProvider clock)
{
    private readonly Lock counting = new();
    private int day;
    private long known;
    private long untold;

    /// <summary>Counts photos.</summary>
    /// <exception cref="BusyException">Today's are used up.</exception>
    public void Take(int photos)
    {
        var now = clock.GetUtcNow();
        lock (counting)
        {
            Begin(DayOf(now));
            if (known + untold + photos > perDay)
            {
                double untilMidnightMs = (now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime).TotalMilliseconds;
                throw new BusyException("photo-quota-used-up", $"This key's {perDay} photos of today are used up; there are new ones at midnight UTC.", untilMidnightMs);
            }

            untold += photos;
        }
    }

    /// <summary>What is to be told to the grid now.</summary>
    public (int Day, long Photos) Untold()
    {
        lock (counting)
        {
            Begin(DayOf(clock.GetUtcNow()));
            return (day, untold);
        }
    }

    /// <summary>The grid was told.</summary>
    /// <param name="toldDay">Of what day.</param>
    /// <param name="photos">How many photos.</param>
    /// <param name="total">What it counts, all silos together.</param>
    public void Told(int toldDay, long photos, long total)
    {
        lock (counting)
        {
            if (toldDay == day)
            {
                untold -= photos;
                known = total;
            }
        }
    }

    private static int DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime).DayNumber;

    private void Begin(int today)
    {
        if (today != day)
        {
            (day, known, untold) = (today, 0, 0);
        }
    }
}
