using Grpc.Core;

namespace BirdGrid.Client.Load;

/// <summary>What was answered in a stretch of time. A request belongs to the window in which its answer came.</summary>
public sealed record LoadWindow
{
    /// <summary>How long it was.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Answers by status.</summary>
    public required IReadOnlyDictionary<StatusCode, long> Codes { get; init; }

    /// <summary>Requests of an open loop that were due and not sent, because too many were outstanding.</summary>
    public required long Unsent { get; init; }

    /// <summary>Images that were answered.</summary>
    public required long Images { get; init; }

    /// <summary>What callers waited for answers; in an open loop from the time at which the request was due.</summary>
    public required LatencyHistogram Latency { get; init; }

    /// <summary>What callers waited for refusals and errors.</summary>
    public required LatencyHistogram RefusalLatency { get; init; }

    /// <summary>How much later than due requests were sent: the client's own share of <see cref="Latency"/>. Zeros in a closed loop.</summary>
    public required LatencyHistogram Lateness { get; init; }

    /// <summary>The stages that answers told about, in order.</summary>
    public required IReadOnlyDictionary<ServerStage, LatencyHistogram> Stages { get; init; }

    /// <summary>CPU time of this whole process, user and system.</summary>
    public required TimeSpan ClientCpu { get; init; }

    /// <summary>Requests that were answered as asked.</summary>
    public long Ok => Codes.GetValueOrDefault(StatusCode.OK);

    /// <summary>Requests turned away because too much was waiting.</summary>
    public long Rejected => Codes.GetValueOrDefault(StatusCode.ResourceExhausted);

    /// <summary>Requests not answered in time.</summary>
    public long DeadlineExceeded => Codes.GetValueOrDefault(StatusCode.DeadlineExceeded);

    /// <summary>Requests that ended with any other error.</summary>
    public long Failed => Answers - Ok - Rejected - DeadlineExceeded;

    /// <summary>Answers of any kind.</summary>
    public long Answers => Codes.Values.Sum();

    /// <summary>Requests a second that were answered as asked.</summary>
    public double Throughput => Duration > TimeSpan.Zero ? Ok / Duration.TotalSeconds : 0;

    /// <summary>Images a second.</summary>
    public double ImagesPerSecond => Duration > TimeSpan.Zero ? Images / Duration.TotalSeconds : 0;

    /// <summary>Mean number of images that shared a request's forward pass, over requests; NaN where no answer told.</summary>
    public double MeanBatchSize => BatchSizes.Requests == 0 ? double.NaN : (double)BatchSizes.Sum / BatchSizes.Requests;

    /// <summary>CPU time of this process for each answer, in milliseconds; NaN where there were no answers.</summary>
    public double ClientCpuMsPerAnswer => Answers == 0 ? double.NaN : ClientCpu.TotalMilliseconds / Answers;

    /// <summary>Sum of the batch sizes that answers told, and their number.</summary>
    internal (long Sum, long Requests) BatchSizes { get; init; }

    /// <summary>Several windows as one.</summary>
    /// <param name="windows">At least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static LoadWindow Merge(IReadOnlyCollection<LoadWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        if (windows.Count == 0)
        {
            throw new ArgumentException("There is no window to merge.", nameof(windows));
        }

        return new LoadWindow
        {
            Duration = windows.Aggregate(TimeSpan.Zero, (sum, w) => sum + w.Duration),
            Codes = windows.SelectMany(w => w.Codes).GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Sum(c => c.Value)),
            Unsent = windows.Sum(w => w.Unsent),
            Images = windows.Sum(w => w.Images),
            Latency = Merge(windows.Select(w => w.Latency)),
            RefusalLatency = Merge(windows.Select(w => w.RefusalLatency)),
            Lateness = Merge(windows.Select(w => w.Lateness)),
            Stages = new SortedDictionary<ServerStage, LatencyHistogram>(
                windows.SelectMany(w => w.Stages).GroupBy(s => s.Key).ToDictionary(g => g.Key, g => Merge(g.Select(s => s.Value)))),
            ClientCpu = windows.Aggregate(TimeSpan.Zero, (sum, w) => sum + w.ClientCpu),
            BatchSizes = (windows.Sum(w => w.BatchSizes.Sum), windows.Sum(w => w.BatchSizes.Requests)),
        };
    }

    private static LatencyHistogram Merge(IEnumerable<LatencyHistogram> histograms)
    {
        var merged = new LatencyHistogram();
        foreach (var histogram in histograms)
        {
            merged.Add(histogram);
        }

        return merged;
    }
}
