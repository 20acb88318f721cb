using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>Keeps the silos that announced the required role.</summary>
/// <param name="metadata">What silos announced, cached locally.</param>
internal sealed class RequireSiloRoleDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var required = ((RequireSiloRoleStrategy)filterStrategy).Role;
        return silos.Where(silo => RolesOf(silo).HasFlag(required));
    }

    private SiloRole RolesOf(SiloAddress silo) => SiloRoles.ParseAnnounced(metadata.GetSiloMetadata(silo).Metadata.GetValueOrDefault(SiloRoles.MetadataKey));
}
