using System.Collections.Concurrent;
using BirdGrid.Grains.Storage;

namespace BirdGrid.Grains.Models.Traffic;

/// <summary>
/// Where requests go, as this silo was last told. A model's grain is asked each time; the route before is good enough while the grid's state is away, for
/// then nobody can change it, and where the grain does not answer, because its silo is frozen or was lost just now.
/// </summary>
/// <param name="grains">Finds models.</param>
/// <param name="local">Routes of models whose grains are here.</param>
/// <param name="state">Whether the state is away.</param>
/// <param name="clock">Time.</param>
public sealed class KnownRoutes(IGrainFactory grains, LocalRoutes local, StateAvailability state, TimeProvider clock)
{
    /// <summary>A grain that has not answered for so long is not waited for where a route is known.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, ModelRoute> known = new(StringComparer.Ordinal);

    /// <summary>Whether any model's route is known: without, nothing can be classified while the state is away.</summary>
    public bool HasAny => !known.IsEmpty;

    /// <summary>The route of a model.</summary>
    /// <param name="model">Model name.</param>
    /// <exception cref="NotFoundException">The model has no version.</exception>
    public Task<ModelRoute> ReadAsync(string model) => local.TryGet(model, out var route) ? Task.FromResult(Remember(route)) : AskAsync(model);

    private async Task<ModelRoute> AskAsync(string model)
    {
        if (!known.TryGetValue(model, out var before))
        {
            return Remember(await grains.GetGrain<IModelGrain>(model).GetRoute());
        }

        if (state.IsAway)
        {
            return before;
        }

        try
        {
            return Remember(await grains.GetGrain<IModelGrain>(model).GetRoute().WaitAsync(LongestWait, clock));
        }
        catch (Exception lost) when (LostCall.Is(lost))
        {
            return before;
        }
    }

    private ModelRoute Remember(ModelRoute route)
    {
        if (!known.TryGetValue(route.Model, out var before) || !ReferenceEquals(before, route))
        {
            known[route.Model] = route;
        }

        return route;
    }
}
