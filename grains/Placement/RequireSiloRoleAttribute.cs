using Orleans.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>Places a grain class only on silos with a role; a silo with the role <c>all</c> always qualifies.</summary>
/// <param name="role">The role.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequireSiloRoleAttribute(SiloRole role) : PlacementFilterAttribute(new RequireSiloRoleStrategy(role.ToText(), order: 0))
{
    /// <summary>The role.</summary>
    public SiloRole Role { get; } = role;
}
