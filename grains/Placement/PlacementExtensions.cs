using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace BirdGrid.Grains.Placement;

/// <summary>Registers BirdGrid's placement.</summary>
public static class PlacementExtensions
{
    /// <summary>Gives the silo a role and teaches it to honour <see cref="RequireSiloRoleAttribute"/>.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="role">Its role.</param>
    public static ISiloBuilder UseBirdGridPlacement(this ISiloBuilder silo, SiloRole role)
    {
        silo.UseSiloMetadata(new Dictionary<string, string> { [SiloRoles.MetadataKey] = role.ToText() });
        silo.Services.AddPlacementFilter<RequireSiloRoleStrategy, RequireSiloRoleDirector>(ServiceLifetime.Transient);
        return silo;
    }
}
