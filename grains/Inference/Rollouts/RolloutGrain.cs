using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;

namespace BirdGrid.Grains.Inference.Rollouts;

/// <inheritdoc cref="IRolloutGrain"/>
public sealed class RolloutGrain : Grain, IRolloutGrain
{
    private readonly SortedDictionary<int, OutcomeCounts> outcomes = [];
    private IReadOnlyList<RolloutJudge> judges = [];
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
        foreach (var judge in judges)
        {
            judge.Add(report);
            if (route.Compares(judge.Tried, judge.Reference) && judge.Fault() is { } fault)
            {
                await Model.RollBack(new RollBackRequest(judge.Tried, route.Revision, fault, judge.Evidence()));
            }
        }
    }

    /// <inheritdoc/>
    public async Task<RolloutView> GetView()
    {
        var route = await Model.GetRoute();
        Follow(route);
        return new RolloutView([.. outcomes.Values], agreement)
        {
            Comparisons = [.. judges.Where(j => route.Compares(j.Tried, j.Reference)).Select(j => new RolloutComparison(j.Tried, j.Turns, j.Evidence()))],
        };
    }

    // After a change everything counts anew.
    private void Follow(ModelRoute route)
    {
        if (revision == route.Revision)
        {
            return;
        }

        outcomes.Clear();
        agreement = AgreementCounts.Zero;
        judges = [.. route.Comparisons.Select(pair => new RolloutJudge(pair.Tried, pair.Reference, route.Traffic.Rollback))];
        revision = route.Revision;
    }
}
