using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models.Traffic;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>Serving to protobuf and back.</summary>
internal static class ServingMapper
{
    /// <summary>A version.</summary>
    public static V1.VersionServing ToProto(this VersionServing serving)
    {
        var proto = new V1.VersionServing
        {
            Model = serving.Model,
            Version = serving.Version,
            State = (V1.ServingState)serving.State,
            Reason = serving.Reason,
            Since = serving.Since?.ToProto(),
            TrafficPercent = serving.TrafficPercent,
        };
        proto.Replicas.AddRange(serving.Replicas.Select(ToProto));
        proto.Aliases.AddRange(serving.Aliases);
        return proto;
    }

    /// <summary>The split, with what was seen since it was made.</summary>
    public static V1.Traffic ToProto(this ModelRoute route, RolloutView view, IEnumerable<TrafficChange> changes)
    {
        var traffic = route.Traffic;
        var proto = new V1.Traffic
        {
            Model = route.Model,
            PrimaryVersion = route.Primary,
            CanaryVersion = traffic.CanaryVersion,
            CanaryPercent = traffic.CanaryPercent,
            ShadowVersion = traffic.ShadowVersion,
            ShadowPercent = traffic.ShadowPercent,
            Rollback = new V1.RollbackRules
            {
                MinimumRequests = traffic.Rollback.MinimumRequests,
                MaximumErrorRate = traffic.Rollback.MaximumErrorRate,
                MaximumLatencyRatio = traffic.Rollback.MaximumLatencyRatio,
            },
            Agreement = traffic.ShadowVersion == 0 ? null : view.Agreement.ToProto(),
        };
        proto.Outcomes.AddRange(view.Outcomes.Select(o => new V1.VersionOutcome { Version = o.Version, Requests = o.Requests, Errors = o.Errors, P50Ms = o.P50Ms, P95Ms = o.P95Ms, P99Ms = o.P99Ms }));
        proto.Evidence.AddRange(view.Comparisons.Select(c => c.Evidence));
        proto.Changes.AddRange(changes.Select(c => new V1.TrafficChange { What = c.What, Who = c.Who, Why = c.Why, When = c.When.ToProto(), Evidence = c.Evidence }));
        return proto;
    }

    /// <summary>The split that a request asks for.</summary>
    public static TrafficPolicy ToPolicy(this V1.SetTrafficRequest request) => new(
        request.CanaryVersion,
        request.CanaryVersion == 0 ? 0 : request.CanaryPercent,
        request.ShadowVersion,
        request.ShadowVersion == 0 ? 0 : request.ShadowPercent,
        request.Rollback.ToRules());

    private static RollbackRules ToRules(this V1.RollbackRules? rules)
    {
        var standard = RollbackRules.Default;
        return rules is null
            ? standard
            : new RollbackRules(
                rules.MinimumRequests == 0 ? standard.MinimumRequests : rules.MinimumRequests,
                rules.MaximumErrorRate == 0 ? standard.MaximumErrorRate : rules.MaximumErrorRate,
                rules.MaximumLatencyRatio == 0 ? standard.MaximumLatencyRatio : rules.MaximumLatencyRatio);
    }

    private static V1.ShadowAgreement ToProto(this AgreementCounts counts) => new()
    {
        Compared = counts.Compared,
        Agreed = counts.Agreed,
        MeanProbabilityDifference = counts.Compared == 0 ? 0 : counts.ProbabilityDifference / counts.Compared,
        Dropped = counts.Dropped,
    };

    private static V1.ReplicaServing ToProto(ReplicaServing replica) => new()
    {
        Replica = replica.Replica,
        Silo = replica.Silo,
        State = (V1.ServingState)replica.State,
        Reason = replica.Reason,
        Since = replica.Since.ToProto(),
        Engine = replica.Engine,
        MemoryBytes = replica.MemoryBytes,
        QueueLength = replica.QueueLength,
        Statistics = ToProto(replica.Statistics),
    };

    private static V1.ServingStatistics ToProto(ServingStatistics statistics)
    {
        var proto = new V1.ServingStatistics
        {
            Images = statistics.Images,
            Executions = statistics.Executions,
            Success = ToProto(statistics.Success),
            Failure = ToProto(statistics.Failure),
            Queue = ToProto(statistics.Queue),
            Assembly = ToProto(statistics.Assembly),
            Compute = ToProto(statistics.Compute),
            Respond = ToProto(statistics.Respond),
            LastAnswer = statistics.LastAnswer?.ToProto(),
        };
        foreach (var (reason, count) in statistics.Rejections)
        {
            proto.Rejections[reason] = count;
        }

        return proto;
    }

    private static V1.StageTotal ToProto(StageTotal total) => new() { Count = total.Count, Nanoseconds = total.Nanoseconds };
}
