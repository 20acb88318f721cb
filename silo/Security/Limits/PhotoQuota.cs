using BirdGrid.Grains;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>A caller's photos of today: what the grid is known to have counted, and what this silo has yet to tell it.</summary>
/// <param name="perDay">Photos that are allowed.</param>
/// <param name="clock">Time.</param>
internal sealed class PhotoQuota(long perDay, TimeProvider clock)
{
    /// <summary>Days that are remembered: a clock that stepped and is put right goes on where it was.</summary>
    private const int KeptDays = 7;

    private readonly Lock counting = new();
    private readonly Dictionary<int, Count> days = [];

    /// <summary>Counts photos.</summary>
    /// <exception cref="BusyException">Today's are used up.</exception>
    public void Take(int photos)
    {
        var now = clock.GetUtcNow();
        lock (counting)
        {
            var today = Of(DayOf(now));
            if (today.Known + today.Untold + photos > perDay)
            {
                double untilMidnightMs = (now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime).TotalMilliseconds;
                throw new BusyException("photo-quota-used-up", $"This key's {perDay} photos of today are used up; there are new ones at midnight UTC.", untilMidnightMs);
            }

            today.Untold += photos;
        }
    }

    /// <summary>What is to be told to the grid now: of another day first, where something of it was not told yet.</summary>
    public (int Day, long Photos) Untold()
    {
        int today = DayOf(clock.GetUtcNow());
        lock (counting)
        {
            int day = days.Where(d => d.Value.Untold > 0).Select(d => d.Key).Append(today).OrderBy(d => d == today).First();
            return (day, Of(day).Untold);
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
            var told = Of(toldDay);
            told.Untold -= photos;
            told.Known = total;
        }
    }

    private static int DayOf(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime).DayNumber;

    private Count Of(int day)
    {
        if (!days.TryGetValue(day, out var count))
        {
            if (days.Count >= KeptDays)
            {
                days.Remove(days.OrderBy(d => d.Value.Untold > 0).ThenBy(d => d.Key).First().Key);
            }

            days.Add(day, count = new Count());
        }

        return count;
    }

    private sealed class Count
    {
        public long Known { get; set; }

        public long Untold { get; set; }
    }
}
