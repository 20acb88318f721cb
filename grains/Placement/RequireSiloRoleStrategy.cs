using Orleans.Metadata;
using Orleans.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>The required role, carried in the grain manifest so that every silo knows it.</summary>
/// <param name="role">The role.</param>
public sealed class RequireSiloRoleStrategy(SiloRole role) : PlacementFilterStrategy(order: 0)
{
    private const string RoleProperty = "role";

    /// <summary>For Orleans, which sets the role from the manifest.</summary>
    public RequireSiloRoleStrategy()
        : this(SiloRole.None)
    {
    }

    /// <summary>The role.</summary>
    public SiloRole Role { get; private set; } = role;

    /// <inheritdoc/>
    public override void AdditionalInitialize(GrainProperties properties) => Role = SiloRoles.Parse(GetPlacementFilterGrainProperty(RoleProperty, properties));

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [new(RoleProperty, SiloRoles.Format(Role))];
}
