using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace BirdGrid.Grains.Models.Traffic;

/// <summary>
/// The routes of the models whose grains are on this silo, as these grains would tell them: the front beside them need not ask. A grain takes its route
/// away before a change becomes visible, and when it leaves.
/// </summary>
public sealed class LocalRoutes
{
    private readonly ConcurrentDictionary<string, (ModelRoute Route, WatchClock? Watch)> routes = new(StringComparer.Ordinal);

    /// <summary>The route of a model, where its grain is here and would answer with it.</summary>
    public bool TryGet(string model, [NotNullWhen(true)] out ModelRoute? route)
    {
        bool isKnown = routes.TryGetValue(model, out var known) && known.Watch is not { HasEnded: true };
        route = isKnown ? known.Route : null;
        return isKnown;
    }

    /// <summary>The grain's route from now on.</summary>
    /// <param name="route">The route.</param>
    /// <param name="watch">When its watched promotion ends, and the route with it; null: it has none.</param>
    internal void Set(ModelRoute route, WatchClock? watch) => routes[route.Model] = (route, watch);

    /// <summary>The grain is about to change its route, or to leave.</summary>
    internal void Remove(string model) => routes.TryRemove(model, out _);
}
