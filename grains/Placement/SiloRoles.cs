namespace BirdGrid.Grains.Placement;

/// <summary>Silo roles as text: <c>all</c>, or a comma-separated list of <c>gpu</c>, <c>cpu</c> and <c>gateway</c>.</summary>
public static class SiloRoles
{
    /// <summary>Key of the silo metadata that holds the roles.</summary>
    public const string MetadataKey = "birdgrid.role";

    private static readonly (string Word, SiloRole Role)[] Words =
    [
        ("gpu", SiloRole.Gpu),
        ("cpu", SiloRole.Cpu),
        ("gateway", SiloRole.Gateway),
        ("all", SiloRole.All),
    ];

    /// <summary>Reads roles from configuration; case and spaces do not matter.</summary>
    /// <param name="text">For example <c>gpu</c>, <c>cpu,gateway</c> or <c>all</c>.</param>
    /// <returns>The roles, at least one.</returns>
    /// <exception cref="FormatException">The text is empty or has an unknown word; the message names it and the known ones.</exception>
    public static SiloRole Parse(string? text)
    {
        var roles = SiloRole.None;
        foreach (string word in Split(text))
        {
            var role = Lookup(word);
            roles |= role is not SiloRole.None
                ? role
                : throw new FormatException($"'{word}' is no silo role; use gpu, cpu, gateway, several of them separated by commas, or all.");
        }

        return roles is not SiloRole.None
            ? roles
            : throw new FormatException("The silo has no role; use gpu, cpu, gateway, several of them separated by commas, or all.");
    }

    /// <summary>Writes roles as <see cref="Parse"/> reads them.</summary>
    /// <param name="roles">At least one role.</param>
    /// <returns>For example <c>gpu</c>, <c>cpu,gateway</c> or <c>all</c>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No role, or an undefined one.</exception>
    public static string Format(SiloRole roles)
    {
        if (roles is SiloRole.None || (roles & ~SiloRole.All) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(roles), roles, "Name at least one of the defined silo roles.");
        }

        return roles is SiloRole.All ? "all" : string.Join(',', Words.Where(word => word.Role is not SiloRole.All && roles.HasFlag(word.Role)).Select(word => word.Word));
    }

    /// <summary>Reads the roles that another silo announced; words of a newer version are passed over.</summary>
    internal static SiloRole ParseAnnounced(string? text) => Split(text).Aggregate(SiloRole.None, (roles, word) => roles | Lookup(word));

    private static string[] Split(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static SiloRole Lookup(string word) => Array.Find(Words, known => known.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Role;
}
