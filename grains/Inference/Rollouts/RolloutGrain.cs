using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;

namespace BirdGrid.Grains.Inference.Rollouts;

/// <inheritdoc cref="IRolloutGrain"/>
public sealed class RolloutGrain : Grain, IRolloutGrain
{
    private readonly SortedDictionary<int, OutcomeCounts> outcomes = [];
    private readonly Dictionary<int, OutcomeCounts> before = [];
    private AgreementCounts agreement = AgreementCounts.Zero;
    private long? revision;

    private IModelGrain Model => GrainFactory.GetGrain<IModelGrain>(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public async Task Report(RolloutReport report)
    {
        var route = await Model.GetRoute();
        Follow(route);
        foreach (var counts in report.Outcomes)
        {
            outcomes[counts.Version] = outcomes.TryGetValue(counts.Version, out var known) ? known.Plus(counts) : counts;
        }

        agreement = agreement.Plus(report.Agreement);
        await JudgeAsync(route);
    }

    /// <inheritdoc/>
    public async Task<RolloutView> GetView()
    {
        Follow(await Model.GetRoute());
        return new RolloutView([.. outcomes.Values], agreement);
    }

    // After a change everything counts anew; what was seen before is what a promoted version is compared with.
    private void Follow(ModelRoute route)
    {
        if (revision == route.Revision)
        {
            return;
        }

        before.Clear();
        foreach (var (version, counts) in outcomes)
        {
            before[version] = counts;
        }

        outcomes.Clear();
        agreement = AgreementCounts.Zero;
        revision = route.Revision;
    }

    private async Task JudgeAsync(ModelRoute route)
    {
        if (route.Traffic.CanaryVersion != 0)
        {
            await JudgeAsync(route, route.Traffic.CanaryVersion, outcomes.GetValueOrDefault(route.Primary));
        }

        if (route.Watch is { } watch)
        {
            await JudgeAsync(route, watch.Version, before.GetValueOrDefault(watch.Previous));
        }
    }

    private async Task JudgeAsync(ModelRoute route, int version, OutcomeCounts? baseline)
    {
        if (outcomes.TryGetValue(version, out var tried) && RolloutJudge.Fault(tried, baseline, route.Traffic.Rollback) is { } fault)
        {
            await Model.RollBack(new RollBackRequest(version, route.Revision, fault, RolloutJudge.Evidence(tried, baseline)));
        }
    }
}
