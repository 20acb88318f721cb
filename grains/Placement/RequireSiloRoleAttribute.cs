using Orleans.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>
/// Places a grain class only on silos that have a role. Where no silo has it, calls fail at once with a <see cref="RoleMissingException"/>
/// instead of waiting.
/// </summary>
/// <param name="role">The role; of several, each must be had.</param>
/// <param name="otherwise">The role that does where no silo has the first; <see cref="SiloRole.None"/>: none does.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequireSiloRoleAttribute(SiloRole role, SiloRole otherwise = SiloRole.None) : PlacementFilterAttribute(new RequireSiloRoleStrategy(role, otherwise))
{
    /// <summary>The role.</summary>
    public SiloRole Role { get; } = role;

    /// <summary>The role that does where no silo has the first.</summary>
    public SiloRole Otherwise { get; } = otherwise;
}
