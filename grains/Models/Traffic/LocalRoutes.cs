using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace BirdGrid.Grains.Models.Traffic;

/// <summary>
/// The routes of the models whose grains are on this silo, as these grains would tell them: the front beside them need not ask. A grain takes its route
/// away before a change becomes visible, and when it leaves.
/// </summary>
/// <param name="clock">Time: a route with a watched promotion holds until the watch ends.</param>
public sealed class LocalRoutes(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, ModelRoute> routes = new(StringComparer.Ordinal);

    /// <summary>The route of a model, where its grain is here and would answer with it.</summary>
    public bool TryGet(string model, [NotNullWhen(true)] out ModelRoute? route) =>
        routes.TryGetValue(model, out route) && !(route.Watch?.Until <= clock.GetUtcNow());

    /// <summary>The grain's route from now on.</summary>
    internal void Set(ModelRoute route) => routes[route.Model] = route;

    /// <summary>The grain is about to change its route, or to leave.</summary>
    internal void Remove(string model) => routes.TryRemove(model, out _);
}
