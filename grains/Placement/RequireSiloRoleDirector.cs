using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>Keeps the silos that may host a role's grains.</summary>
/// <param name="roster">What silos announced.</param>
internal sealed class RequireSiloRoleDirector(SiloRoster roster) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    /// <exception cref="RoleMissingException">No silo has the role: the caller is told so at once.</exception>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var required = (RequireSiloRoleStrategy)filterStrategy;
        var candidates = silos.ToList();
        var eligible = roster.Eligible(required.Role, candidates).ToList();
        if (eligible.Count == 0 && required.Otherwise != SiloRole.None)
        {
            eligible = [.. roster.Eligible(required.Otherwise, candidates)];
        }

        return eligible.Count > 0 ? eligible : throw RoleMissingException.For(required.Role);
    }
}
