using BirdGrid.V1;
using Google.Protobuf.WellKnownTypes;

namespace BirdGrid.Client.Tests.Cli.Serving;

/// <summary>Looks at a grid, as a silo tells them.</summary>
internal static class ServingLooks
{
    public static readonly DateTime Start = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    public static GridServing Look(double second, params VersionServing[] versions)
    {
        var look = new GridServing { When = Start.AddSeconds(second).ToTimestamp() };
        look.Models.AddRange(versions.GroupBy(v => v.Model).Select(g => new ModelServing { Model = g.Key, Versions = { g } }));
        return look;
    }

    public static VersionServing Version(int number, params ReplicaServing[] replicas) => new()
    {
        Model = "finches",
        Version = number,
        State = ServingState.Ready,
        Reason = "asked for",
        Since = Start.AddSeconds(-65).ToTimestamp(),
        Replicas = { replicas },
        Aliases = { "champion" },
        TrafficPercent = 100,
    };

    public static ReplicaServing Replica(int number, long requests, long images, long executions, double computeMs = 10, params (string Reason, long Count)[] rejections)
    {
        var statistics = new ServingStatistics
        {
            Images = images,
            Executions = executions,
            Success = Stage(requests, computeMs + 3),
            Failure = new StageTotal(),
            Queue = Stage(requests, 2),
            Assembly = Stage(requests, 0.5),
            Compute = Stage(requests, computeMs),
            Respond = Stage(requests, 0.5),
        };
        foreach (var (reason, count) in rejections)
        {
            statistics.Rejections[reason] = count;
        }

        return new ReplicaServing { Replica = number, Silo = "a", State = ServingState.Ready, Engine = "onnxruntime fp32 cpu", MemoryBytes = 30 << 20, QueueLength = 4, Statistics = statistics };
    }

    private static StageTotal Stage(long count, double meanMs) => new() { Count = count, Nanoseconds = (long)(count * meanMs * 1e6) };
}
