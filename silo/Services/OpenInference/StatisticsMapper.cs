using BirdGrid.Grains.Inference.Serving;
using Inference.V2;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>Statistics to protobuf.</summary>
internal static class StatisticsMapper
{
    /// <summary>The sum of a version's replicas.</summary>
    public static ModelStatistics ToProto(VersionServing version)
    {
        var sum = version.Replicas.Aggregate(ServingStatistics.Zero, (total, replica) => total.Plus(replica.Statistics));
        return new ModelStatistics
        {
            Name = version.Model,
            Version = References.VersionText(version.Version),
            LastInference = (ulong)Math.Max(0, sum.LastAnswer?.ToUnixTimeMilliseconds() ?? 0),
            InferenceCount = (ulong)sum.Images,
            ExecutionCount = (ulong)sum.Executions,
            InferenceStats = new InferStatistics
            {
                Success = ToProto(sum.Success),
                Fail = ToProto(sum.Failure),
                Queue = ToProto(sum.Queue),
                ComputeInput = ToProto(sum.Assembly),
                ComputeInfer = ToProto(sum.Compute),
                ComputeOutput = ToProto(sum.Respond),
            },
        };
    }

    private static StatisticDuration ToProto(StageTotal total) => new() { Count = (ulong)total.Count, Ns = (ulong)total.Nanoseconds };
}
