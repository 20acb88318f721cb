using Orleans.Metadata;
using Orleans.Placement;

namespace BirdGrid.Grains.Placement;

/// <summary>The required role, carried in the grain manifest so that every silo knows it.</summary>
/// <param name="role">The role.</param>
/// <param name="otherwise">The role that does where no silo has the first.</param>
public sealed class RequireSiloRoleStrategy(SiloRole role, SiloRole otherwise) : PlacementFilterStrategy(order: 0)
{
    private const string RoleProperty = "role";
    private const string OtherwiseProperty = "otherwise";
    private const string NoRole = "none";

    /// <summary>For Orleans, which sets the roles from the manifest.</summary>
    public RequireSiloRoleStrategy()
        : this(SiloRole.None, SiloRole.None)
    {
    }

    /// <summary>The role.</summary>
    public SiloRole Role { get; private set; } = role;

    /// <summary>The role that does where no silo has the first; <see cref="SiloRole.None"/>: none does.</summary>
    public SiloRole Otherwise { get; private set; } = otherwise;

    /// <inheritdoc/>
    public override void AdditionalInitialize(GrainProperties properties)
    {
        Role = SiloRoles.Parse(GetPlacementFilterGrainProperty(RoleProperty, properties));
        string? second = GetPlacementFilterGrainProperty(OtherwiseProperty, properties);
        Otherwise = second is null or NoRole ? SiloRole.None : SiloRoles.Parse(second);
    }

    /// <inheritdoc/>
    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [new(RoleProperty, SiloRoles.Format(Role)), new(OtherwiseProperty, Otherwise == SiloRole.None ? NoRole : SiloRoles.Format(Otherwise))];
}
