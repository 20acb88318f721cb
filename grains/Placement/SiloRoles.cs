namespace BirdGrid.Grains.Placement;

/// <summary>Roles as configuration and silo metadata write them.</summary>
public static class SiloRoles
{
    /// <summary>Key of the silo metadata.</summary>
    public const string MetadataKey = "birdgrid.role";

    /// <summary>Reads a role.</summary>
    /// <param name="text">all, gpu, cpu or gateway.</param>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public static SiloRole Parse(string text) => text switch
    {
        "all" => SiloRole.All,
        "gpu" => SiloRole.Gpu,
        "cpu" => SiloRole.Cpu,
        "gateway" => SiloRole.Gateway,
        _ => throw new ArgumentException($"'{text}' is no role of a silo: use all, gpu, cpu or gateway."),
    };

    /// <summary>Writes a role as <see cref="Parse"/> reads it.</summary>
    public static string ToText(this SiloRole role) => role.ToString().ToLowerInvariant();

    /// <summary>Whether a silo with a role's text can host what requires another.</summary>
    public static bool Satisfies(string? siloRole, string required) => siloRole == "all" || siloRole == required;
}
