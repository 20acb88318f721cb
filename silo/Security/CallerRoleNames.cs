using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Security;

/// <summary>Roles as people write them.</summary>
internal static class CallerRoleNames
{
    /// <summary>reader, trainer, admin or none.</summary>
    public static string Of(CallerRole role) => role switch
    {
        CallerRole.Reader => "reader",
        CallerRole.Trainer => "trainer",
        CallerRole.Admin => "admin",
        _ => "none",
    };

    /// <summary>The role of a name; None where it is none's.</summary>
    public static CallerRole Parse(string name) => name switch
    {
        "reader" => CallerRole.Reader,
        "trainer" => CallerRole.Trainer,
        "admin" => CallerRole.Admin,
        _ => CallerRole.None,
    };
}
