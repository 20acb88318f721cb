using Orleans.Runtime.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>
/// Says where a grain had best be activated, where a call activates it. The grain's filters still hold, and where the silo has gone another is
/// taken; a grain that is active already stays where it is.
/// </summary>
public static class PlacementHint
{
    /// <summary>Grain calls that begin before the return value is disposed prefer a silo. Dispose it before awaiting them.</summary>
    /// <param name="silo">The silo.</param>
    public static IDisposable For(SiloAddress silo)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        return new Hinted();
    }

    /// <summary>Forgets the hint that a call came with: the context flows on to the called grain's own calls, which it does not mean.</summary>
    public static void Clear() => RequestContext.Remove(IPlacementDirector.PlacementHintKey);

    private sealed class Hinted : IDisposable
    {
        public void Dispose() => Clear();
    }
}
