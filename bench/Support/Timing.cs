using System.Diagnostics;

namespace BirdGrid.Bench.Support;

/// <summary>Times of single calls on this thread.</summary>
internal static class Timing
{
    /// <summary>The median of a number of calls, milliseconds each.</summary>
    public static double MedianMs(int calls, Action action)
    {
        double[] times = new double[calls];
        for (int i = 0; i < calls; i++)
        {
            long started = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return Median(times);
    }

    /// <summary>The mean of a number of calls, milliseconds each.</summary>
    public static double MeanMs(int calls, Action<int> action)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            action(i);
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / calls;
    }

    /// <summary>The middle value.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Calls until the just-in-time compiler has made its final code: it works in the background, in several steps, on the one core too.</summary>
    public static void WarmUp(Action action)
    {
        for (int pause = 0; pause < 12; pause++)
        {
            for (int i = 0; i < 60; i++)
            {
                action();
            }

            Thread.Sleep(250);
        }
    }
}
