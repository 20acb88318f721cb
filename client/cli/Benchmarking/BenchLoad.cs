using System.Text.Json;
using BirdGrid.Client.Load;

namespace BirdGrid.Cli.Benchmarking;

/// <summary>One load's result.</summary>
internal sealed record BenchLoad
{
    /// <summary>closed (callers that wait for answers) or open (requests that come at their own times).</summary>
    public required string Loop { get; init; }

    /// <summary>Callers of a closed loop.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Requests a second of an open loop.</summary>
    public double? Rate { get; init; }

    /// <summary>constant or poisson; null for a closed loop.</summary>
    public string? Arrivals { get; init; }

    /// <summary>Whether the last windows agreed.</summary>
    public required bool Stable { get; init; }

    /// <summary>Windows that it took.</summary>
    public required int Windows { get; init; }

    /// <summary>Length of the windows that count, together.</summary>
    public required double Seconds { get; init; }

    /// <summary>Requests a second that were answered as asked.</summary>
    public required double RequestsPerSecond { get; init; }

    /// <summary>Images a second.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Latency of answers, milliseconds.</summary>
    public required LatencyFigures LatencyMs { get; init; }

    /// <summary>Latency of refusals and errors, milliseconds.</summary>
    public required LatencyFigures RefusalLatencyMs { get; init; }

    /// <summary>How much later than due the client sent, milliseconds.</summary>
    public required LatencyFigures LatenessMs { get; init; }

    /// <summary>Latency by stage, milliseconds.</summary>
    public required IReadOnlyDictionary<string, LatencyFigures> StagesMs { get; init; }

    /// <summary>Mean number of images that shared a request's forward pass.</summary>
    public required double? MeanBatchSize { get; init; }

    /// <summary>Answers by gRPC status.</summary>
    public required IReadOnlyDictionary<string, long> Answers { get; init; }

    /// <summary>Requests that were due and not sent.</summary>
    public required long Unsent { get; init; }

    /// <summary>The client's CPU time for each answer, milliseconds.</summary>
    public required double? ClientCpuMsPerAnswer { get; init; }

    /// <summary>A few characters that name the load.</summary>
    public string Label => Concurrency is { } callers ? $"{callers}" : FormattableString.Invariant($"{Rate:0.##}/s");

    /// <summary>Reads a result.</summary>
    public static BenchLoad Of(LoadPoint point)
    {
        var result = point.Result;
        var open = point.Shape as OpenLoop;
        return new BenchLoad
        {
            Loop = open is null ? "closed" : "open",
            Concurrency = (point.Shape as ClosedLoop)?.Concurrency,
            Rate = open?.RequestsPerSecond,
            Arrivals = open is null ? null : Name(open.Arrivals),
            Stable = point.IsStable,
            Windows = point.Windows,
            Seconds = Math.Round(result.Duration.TotalSeconds, 3),
            RequestsPerSecond = Math.Round(result.Throughput, 3),
            ImagesPerSecond = Math.Round(result.ImagesPerSecond, 3),
            LatencyMs = LatencyFigures.Of(result.Latency),
            RefusalLatencyMs = LatencyFigures.Of(result.RefusalLatency),
            LatenessMs = LatencyFigures.Of(result.Lateness),
            StagesMs = result.Stages.ToDictionary(s => Name(s.Key), s => LatencyFigures.Of(s.Value)),
            MeanBatchSize = LatencyFigures.Finite(result.MeanBatchSize),
            Answers = result.Codes.OrderBy(c => c.Key).ToDictionary(c => c.Key.ToString(), c => c.Value),
            Unsent = result.Unsent,
            ClientCpuMsPerAnswer = LatencyFigures.Finite(result.ClientCpuMsPerAnswer),
        };
    }

    private static string Name(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
