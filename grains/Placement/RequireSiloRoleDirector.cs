using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>Keeps the silos whose role satisfies the requirement.</summary>
/// <param name="metadata">Roles of the cluster's silos.</param>
public sealed class RequireSiloRoleDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        string required = ((RequireSiloRoleStrategy)filterStrategy).Role;
        return silos.Where(silo => SiloRoles.Satisfies(metadata.GetSiloMetadata(silo).Metadata.GetValueOrDefault(SiloRoles.MetadataKey), required));
    }
}
