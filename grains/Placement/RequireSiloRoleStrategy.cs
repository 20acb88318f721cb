using Orleans.Metadata;
using Orleans.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>Carries the required role through the grain manifest.</summary>
public sealed class RequireSiloRoleStrategy : PlacementFilterStrategy
{
    private const string RoleProperty = "role";

    /// <summary>For the runtime, which fills it from the manifest.</summary>
    public RequireSiloRoleStrategy()
        : this(string.Empty, 0)
    {
    }

    /// <summary>Requires a role.</summary>
    /// <param name="role">The role's text.</param>
    /// <param name="order">Order among filters.</param>
    public RequireSiloRoleStrategy(string role, int order)
        : base(order)
    {
        Role = role;
    }

    /// <summary>The role's text.</summary>
    public string Role { get; private set; }

    /// <inheritdoc/>
    public override void AdditionalInitialize(GrainProperties properties) =>
        Role = GetPlacementFilterGrainProperty(RoleProperty, properties) ?? string.Empty;

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [new(RoleProperty, Role)];
}
