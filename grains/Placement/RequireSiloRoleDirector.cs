using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>Keeps the silos that may host a role's grains.</summary>
/// <param name="roster">What silos announced.</param>
internal sealed class RequireSiloRoleDirector(SiloRoster roster) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        roster.Eligible(((RequireSiloRoleStrategy)filterStrategy).Role, silos);
}
