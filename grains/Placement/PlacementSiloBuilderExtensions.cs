using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace BirdGrid.Grains.Placement;

/// <summary>Gives a silo its roles.</summary>
public static class PlacementSiloBuilderExtensions
{
    /// <summary>Announces the silo's roles, with one core and one training slot.</summary>
    /// <inheritdoc cref="UseBirdGridPlacement(ISiloBuilder, SiloAnnouncement)"/>
    public static ISiloBuilder UseBirdGridPlacement(this ISiloBuilder builder, SiloRole role) =>
        builder.UseBirdGridPlacement(new SiloAnnouncement(role, Cores: 1, TrainingSlots: 1, ComputesOnCpu: false));

    /// <summary>Announces what the silo is for and honours <see cref="RequireSiloRoleAttribute"/>. Every silo of a grid needs it.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="announcement">Roles, cores and training slots; fixed for the silo's life.</param>
    /// <returns>The silo, for chaining.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No role, an undefined one, or a number below 1.</exception>
    public static ISiloBuilder UseBirdGridPlacement(this ISiloBuilder builder, SiloAnnouncement announcement)
    {
        ArgumentNullException.ThrowIfNull(announcement);
        builder.UseSiloMetadata(announcement.ToMetadata());
        builder.Services.AddPlacementFilter<RequireSiloRoleStrategy, RequireSiloRoleDirector>(ServiceLifetime.Transient);
        builder.Services.AddSingleton(announcement);
        builder.Services.TryAddSingleton<SiloRoster>();
        return builder;
    }
}
