using Orleans.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>
/// Places a grain class only on silos that have a role. Where no silo has it, calls fail at once with a <see cref="RoleMissingException"/>
/// instead of waiting.
/// </summary>
/// <param name="role">The role; of several, each must be had.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequireSiloRoleAttribute(SiloRole role) : PlacementFilterAttribute(new RequireSiloRoleStrategy(role))
{
    /// <summary>The role.</summary>
    public SiloRole Role { get; } = role;
}
