using BirdGrid.Grains.Placement;

namespace BirdGrid.Grains;

/// <summary>No active silo has a role that is needed (gRPC UNAVAILABLE); when one has joined, trying again succeeds.</summary>
/// <param name="role">The role, as <c>--role</c> names it.</param>
/// <param name="purpose">What it is needed for.</param>
[GenerateSerializer, Alias("birdgrid.role-missing")]
public sealed class RoleMissingException(string role, string purpose)
    : GridException("role-missing", $"No active silo has the role {role}, which {purpose}: start one with `birdgrid serve --role {role}`, or one with the role all.")
{
    /// <summary>Says that a role's work cannot be done.</summary>
    public static RoleMissingException For(SiloRole role) => role switch
    {
        SiloRole.Gpu => new("gpu", "training and classification need"),
        SiloRole.Cpu => new("cpu", "imports and augmentation need"),
        _ => new(SiloRoles.Format(role), "this needs"),
    };
}
