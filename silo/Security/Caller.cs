using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Security;

/// <summary>Who calls.</summary>
/// <param name="Source">How it said so.</param>
/// <param name="Id">What its limits are counted under: unique among callers, and no secret.</param>
/// <param name="Name">Its name, for records.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Limits">How much it may ask for.</param>
internal sealed record Caller(CallerSource Source, string Id, string Name, CallerRole Role, CallerLimits Limits)
{
    /// <summary>Everyone, on a silo that asks nobody who they are: it listens on loopback only.</summary>
    public static Caller Local { get; } = new(CallerSource.Anonymous, "local", "local", CallerRole.Admin, CallerLimits.None);

    /// <summary>Someone who calls what is open to everyone.</summary>
    public static Caller Unknown { get; } = new(CallerSource.Anonymous, "unknown", "anonymous", CallerRole.None, CallerLimits.None);

    /// <summary>Whether it has shown that it is who it says.</summary>
    public bool IsAuthenticated => Source != CallerSource.Anonymous;

    /// <summary>Says why the caller's credentials have ceased to be good, or null: a stream outlives the moment they were looked at.</summary>
    public Func<AccessException?> Lapse { get; init; } = static () => null;
}
