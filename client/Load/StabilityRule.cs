namespace BirdGrid.Client.Load;

/// <summary>perf_analyzer's rule: the last windows agree when the largest throughput and the largest latency are within a percentage of the smallest.</summary>
internal static class StabilityRule
{
    /// <summary>Whether the last windows agree.</summary>
    /// <param name="windows">All windows so far.</param>
    /// <param name="options">Number of windows, percentile and percentage.</param>
    public static bool IsStable(IReadOnlyList<LoadWindow> windows, LoadOptions options)
    {
        if (windows.Count < options.StableWindows)
        {
            return false;
        }

        var last = windows.TakeLast(options.StableWindows);
        double factor = 1 + (options.StabilityPercent / 100);
        return Agree(last.Select(w => w.Throughput), factor) && Agree(last.Select(w => w.Latency.PercentileMs(options.Percentile)), factor);
    }

    // A window without answers has a throughput of zero and a latency of NaN: neither agrees with anything.
    private static bool Agree(IEnumerable<double> values, double factor)
    {
        double smallest = values.Min();
        return smallest > 0 && values.Max() <= smallest * factor;
    }
}
