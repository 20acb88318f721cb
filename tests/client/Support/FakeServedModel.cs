using BirdGrid.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace BirdGrid.Client.Tests.Support;

/// <summary>The model "birds" with versions 1 (champion), 2 and 3, as the serving service of a <see cref="FakeGrid"/> tells of it.</summary>
internal sealed class FakeServedModel
{
    private readonly SortedDictionary<int, (ServingState State, string Reason)> versions = new() { [1] = (ServingState.Ready, "champion"), [2] = (ServingState.Unloaded, string.Empty), [3] = (ServingState.Unloaded, string.Empty) };

    /// <summary>The split as it is now.</summary>
    public Traffic Traffic { get; private set; } = new() { Model = "birds", PrimaryVersion = 1 };

    /// <summary>Every change of the split that was asked for.</summary>
    public List<SetTrafficRequest> Splits { get; } = [];

    /// <summary>Finds a version.</summary>
    /// <exception cref="RpcException">There is none.</exception>
    public ModelVersion VersionOf(string reference) => new() { Model = "birds", Version = NumberOf(reference) };

    /// <summary>Loads or unloads a version.</summary>
    public VersionServing Move(string reference, ServingState state, string reason)
    {
        int number = NumberOf(reference);
        versions[number] = (state, reason);
        return Describe(number);
    }

    /// <summary>Changes the split.</summary>
    public Traffic Split(SetTrafficRequest request)
    {
        Splits.Add(request);
        Traffic = new Traffic
        {
            Model = "birds",
            PrimaryVersion = 1,
            CanaryVersion = request.CanaryVersion,
            CanaryPercent = request.CanaryPercent,
            ShadowVersion = request.ShadowVersion,
            ShadowPercent = request.ShadowPercent,
            Rollback = request.Rollback,
        };
        return Traffic;
    }

    /// <summary>All of it.</summary>
    public ModelServing Describe() => new() { Model = "birds", Traffic = Traffic, Versions = { versions.Keys.Select(Describe) } };

    private VersionServing Describe(int number) => new()
    {
        Model = "birds",
        Version = number,
        State = versions[number].State,
        Reason = versions[number].Reason,
        Since = Timestamp.FromDateTime(DateTime.UnixEpoch),
        TrafficPercent = number == Traffic.CanaryVersion ? Traffic.CanaryPercent : number == 1 ? 100 - Traffic.CanaryPercent : 0,
    };

    private int NumberOf(string reference) => reference.Split('@') is ["birds", var text] && int.TryParse(text, out int number) && versions.ContainsKey(number)
        ? number
        : throw new RpcException(new Status(StatusCode.NotFound, $"There is no version {reference}."));
}
