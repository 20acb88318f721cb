using System.Collections.Concurrent;
using BirdGrid.Grains;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using BirdGrid.Silo.Services.OpenInference;

namespace BirdGrid.Silo.Tests.Services.OpenInference;

/// <summary>Serving of <c>finch</c>: version 2 is ready, version 1 unloaded, until a test says otherwise.</summary>
internal sealed class FakeServing : IModelServing, IModelCatalog
{
    private readonly ConcurrentDictionary<int, ServingState> states = new() { [1] = ServingState.Unloaded, [2] = ServingState.Ready };

    public void Set(int version, ServingState state) => states[version] = state;

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(["finch"]);

    public Task<IReadOnlyList<VersionServing>> GetAsync(string model, CancellationToken cancellationToken) => model == "finch"
        ? Task.FromResult<IReadOnlyList<VersionServing>>([Of(2), Of(1)])
        : throw new NotFoundException("unknown-model", $"There is no model '{model}'.");

    public Task<VersionServing> GetAsync(ModelReference reference, CancellationToken cancellationToken) => (reference.Model, reference.Version, reference.Alias) switch
    {
        ("finch", null, null or "champion") => Task.FromResult(Of(2)),
        ("finch", 1 or 2, null) => Task.FromResult(Of(reference.Version.Value)),
        _ => throw new NotFoundException("unknown-model", $"There is no '{reference.Model}' {reference.Version}{reference.Alias}."),
    };

    public async Task<VersionServing> LoadAsync(ModelReference reference, string reason, CancellationToken cancellationToken)
    {
        var version = await GetAsync(reference, cancellationToken);
        Set(version.Version, ServingState.Ready);
        return Of(version.Version);
    }

    public async Task<VersionServing> UnloadAsync(ModelReference reference, string reason, CancellationToken cancellationToken)
    {
        var version = await GetAsync(reference, cancellationToken);
        if (version.Version == 2)
        {
            throw new ConflictException("version-needed", "The alias champion points at finch@2: it stays in memory.");
        }

        Set(version.Version, ServingState.Unloaded);
        return Of(version.Version);
    }

    private VersionServing Of(int version)
    {
        var statistics = new ServingStatistics
        {
            Images = 40,
            Executions = 10,
            Success = new StageTotal(20, 2_000),
            Failure = new StageTotal(1, 30),
            Queue = new StageTotal(20, 200),
            Assembly = new StageTotal(20, 300),
            Compute = new StageTotal(20, 1_000),
            Respond = new StageTotal(20, 500),
            LastAnswer = DateTimeOffset.UnixEpoch.AddSeconds(version),
        };
        return new VersionServing
        {
            Model = "finch",
            Version = version,
            State = states[version],
            Reason = $"because of {states[version]}",
            Since = DateTimeOffset.UnixEpoch,
            Replicas = states[version] == ServingState.Unloaded
                ? []
                : [.. Enumerable.Range(0, 2).Select(r => new ReplicaServing { Replica = r, Silo = "a", State = states[version], Reason = "test", Since = DateTimeOffset.UnixEpoch, Engine = "test", MemoryBytes = 1, QueueLength = 0, Statistics = statistics })],
            Aliases = version == 2 ? ["champion"] : [],
            TrafficPercent = version == 2 ? 100 : 0,
        };
    }
}
