using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace BirdGrid.Grains.Placement;

/// <summary>Gives a silo its roles.</summary>
public static class PlacementSiloBuilderExtensions
{
    /// <summary>Announces the silo's roles and honours <see cref="RequireSiloRoleAttribute"/>. Every silo of a grid needs it.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="role">One or more roles; fixed for the silo's life.</param>
    /// <returns>The silo, for chaining.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No role, or an undefined one.</exception>
    public static ISiloBuilder UseBirdGridPlacement(this ISiloBuilder builder, SiloRole role)
    {
        builder.UseSiloMetadata(new Dictionary<string, string> { [SiloRoles.MetadataKey] = SiloRoles.Format(role) });
        builder.Services.AddPlacementFilter<RequireSiloRoleStrategy, RequireSiloRoleDirector>(ServiceLifetime.Transient);
        return builder;
    }
}
