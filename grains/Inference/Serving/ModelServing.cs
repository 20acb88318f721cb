using BirdGrid.Grains.Inference.Replicas;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Inference.Serving;

/// <inheritdoc cref="IModelServing"/>
/// <param name="grains">Finds models, boards and replicas.</param>
/// <param name="routes">Versions and aliases.</param>
/// <param name="options">Number of replicas.</param>
public sealed class ModelServing(IGrainFactory grains, KnownRoutes routes, IOptions<InferenceOptions> options) : IModelServing
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>States in the order in which they speak for a version.</summary>
    private static readonly ServingState[] Furthest = [ServingState.Ready, ServingState.WarmingUp, ServingState.Loading, ServingState.Draining, ServingState.Failed, ServingState.Unloaded];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VersionServing>> GetAsync(string model, CancellationToken cancellationToken)
    {
        GridNames.Require(model, "model");
        var route = await routes.ReadAsync(model);
        var replicas = await ReadAsync(model, _ => true, cancellationToken);
        return [.. route.Versions.Reverse().Select(version => Describe(route, version, replicas))];
    }

    /// <inheritdoc/>
    public async Task<VersionServing> GetAsync(ModelReference reference, CancellationToken cancellationToken)
    {
        var route = await routes.ReadAsync(reference.Model);
        int version = route.Resolve(reference);
        return Describe(route, version, await ReadAsync(reference.Model, v => v == version, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<VersionServing> LoadAsync(ModelReference reference, string reason, CancellationToken cancellationToken)
    {
        var (route, version) = await ResolveAsync(reference);
        var replicas = await Task.WhenAll(Replicas(route.Model, version).Select(replica => replica.Load(reason))).WaitAsync(cancellationToken);
        return Describe(route, version, [.. replicas.Select(r => new ReplicaReport(version, r))]);
    }

    /// <inheritdoc/>
    public async Task<VersionServing> UnloadAsync(ModelReference reference, string reason, CancellationToken cancellationToken)
    {
        var (route, version) = await ResolveAsync(reference);
        if (route.Needs(version))
        {
            throw new ConflictException("version-in-use", $"{ModelReference.KeyOf(route.Model, version)} is needed in memory: an alias, the traffic split or a promotion that is still watched points at it. Move that first.");
        }

        var replicas = await Task.WhenAll(Replicas(route.Model, version).Select(replica => replica.Unload(reason))).WaitAsync(cancellationToken);
        return Describe(route, version, [.. replicas.Select(r => new ReplicaReport(version, r))]);
    }

    private static VersionServing Describe(ModelRoute route, int version, IReadOnlyList<ReplicaReport> reports)
    {
        var replicas = reports.Where(r => r.Version == version).Select(r => r.Serving).OrderBy(r => Array.IndexOf(Furthest, r.State)).ToList();
        return new VersionServing
        {
            Model = route.Model,
            Version = version,
            State = replicas.Count == 0 ? ServingState.Unloaded : replicas[0].State,
            Reason = replicas.Count == 0 ? "Nothing has asked for it yet." : replicas[0].Reason,
            Since = replicas.Count == 0 ? null : replicas[0].Since,
            Replicas = [.. replicas.Where(r => r.State != ServingState.Unloaded).OrderBy(r => r.Replica)],
            Aliases = [.. route.Aliases.Where(a => a.Value == version).Select(a => a.Key).Order(StringComparer.Ordinal)],
            TrafficPercent = route.PercentOf(version),
        };
    }

    private async Task<(ModelRoute Route, int Version)> ResolveAsync(ModelReference reference)
    {
        // As it is now: a version may be newer, or needed since, than in a route of before.
        var route = await grains.GetGrain<IModelGrain>(reference.Model).GetRoute();
        return (route, route.Resolve(reference));
    }

    private IEnumerable<IClassifierGrain> Replicas(string model, int version) =>
        Enumerable.Range(0, options.Value.Replicas).Select(i => grains.GetGrain<IClassifierGrain>(ReplicaPlace.KeyOf(ModelReference.KeyOf(model, version), i)));

    private async Task<IReadOnlyList<ReplicaReport>> ReadAsync(string model, Func<int, bool> isWanted, CancellationToken cancellationToken)
    {
        var said = await grains.GetGrain<IServingBoardGrain>(model).Read();
        return await Task.WhenAll(said.Where(report => isWanted(report.Version)).Select(report => RefreshAsync(model, report, cancellationToken)));
    }

    // What is in memory is asked itself; what is not has nothing new to say, and asking would bring its grain back.
    private async Task<ReplicaReport> RefreshAsync(string model, ReplicaReport report, CancellationToken cancellationToken)
    {
        if (report.Serving.State is ServingState.Unloaded or ServingState.Failed)
        {
            return report;
        }

        try
        {
            string key = ReplicaPlace.KeyOf(ModelReference.KeyOf(model, report.Version), report.Serving.Replica);
            return report with { Serving = await grains.GetGrain<IClassifierGrain>(key).Describe().WaitAsync(Patience, cancellationToken) };
        }
        catch (Exception lost) when (LostCall.Is(lost))
        {
            return report with { Serving = report.Serving with { State = ServingState.Unloaded, Reason = $"Silo {report.Serving.Silo} does not answer." } };
        }
    }
}
