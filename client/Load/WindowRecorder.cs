using Grpc.Core;

namespace BirdGrid.Client.Load;

/// <summary>Counts a window's answers. Not thread-safe.</summary>
/// <param name="begun">Timestamp of the window's begin.</param>
/// <param name="cpu">The process's CPU time at its begin.</param>
internal sealed class WindowRecorder(long begun, TimeSpan cpu)
{
    private readonly Dictionary<StatusCode, long> codes = [];
    private readonly SortedDictionary<ServerStage, LatencyHistogram> stages = [];
    private readonly LatencyHistogram latency = new();
    private readonly LatencyHistogram refusals = new();
    private readonly LatencyHistogram lateness = new();
    private long images;
    private long batchSizes;
    private long batches;
    private long unsent;

    /// <summary>Answers of any kind.</summary>
    public long Answers { get; private set; }

    /// <summary>Adds an answer.</summary>
    /// <param name="result">What came.</param>
    /// <param name="late">From when it was to be sent to when it was.</param>
    /// <param name="served">From when it was sent to the answer.</param>
    public void Add(in RequestResult result, TimeSpan late, TimeSpan served)
    {
        Answers++;
        lateness.Record(late);
        codes[result.Code] = codes.GetValueOrDefault(result.Code) + 1;
        if (result.Status != RequestStatus.Ok)
        {
            refusals.Record(late + served);
            return;
        }

        images += result.Images;
        latency.Record(late + served);
        if (result.Timings is { } timings)
        {
            AddStages(timings, served);
        }
    }

    /// <summary>Adds a request that could not be sent.</summary>
    public void AddUnsent() => unsent++;

    /// <summary>The window.</summary>
    /// <param name="duration">How long it was.</param>
    /// <param name="cpuNow">The process's CPU time at its end.</param>
    public LoadWindow Close(TimeSpan duration, TimeSpan cpuNow) => new()
    {
        Duration = duration,
        Codes = codes,
        Unsent = unsent,
        Images = images,
        Latency = latency,
        RefusalLatency = refusals,
        Lateness = lateness,
        Stages = stages,
        BatchSizes = (batchSizes, batches),
        ClientCpu = cpuNow - cpu,
    };

    /// <summary>Timestamp of the window's begin.</summary>
    public long Begun => begun;

    private void AddStages(in ServerTimings timings, TimeSpan served)
    {
        Stage(ServerStage.Decode).Record(timings.DecodeMs);
        Stage(ServerStage.Queue).Record(timings.QueueMs);
        Stage(ServerStage.Compute).Record(timings.ComputeMs);
        Stage(ServerStage.Total).Record(timings.TotalMs);
        Stage(ServerStage.Transport).Record(served.TotalMilliseconds - timings.TotalMs);
        if (timings.BatchSize > 0)
        {
            batchSizes += timings.BatchSize;
            batches++;
        }
    }

    private LatencyHistogram Stage(ServerStage stage)
    {
        if (!stages.TryGetValue(stage, out var histogram))
        {
            stages[stage] = histogram = new LatencyHistogram();
        }

        return histogram;
    }
}
