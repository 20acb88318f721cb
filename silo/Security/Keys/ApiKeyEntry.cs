using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Security.Keys;

/// <summary>A key as a silo knows it.</summary>
internal sealed class ApiKeyEntry
{
    private long lastUsedTicks;
    private volatile bool isRevoked;

    /// <summary>Makes an entry.</summary>
    /// <param name="id">Id of the stored key, or null for one of the configuration.</param>
    /// <param name="name">Whose it is.</param>
    /// <param name="role">What it allows.</param>
    /// <param name="sha256">Its hash.</param>
    /// <param name="expires">From when on it is refused, or null.</param>
    /// <param name="limits">How much it may ask for.</param>
    /// <param name="clock">Time.</param>
    public ApiKeyEntry(string? id, string name, CallerRole role, byte[] sha256, DateTimeOffset? expires, CallerLimits limits, TimeProvider clock)
    {
        StoredId = id;
        Sha256 = sha256;
        Expires = expires;
        Caller = new Caller(CallerSource.ApiKey, id is null ? $"configured:{name}" : $"key:{id}", name, role, limits) { Lapse = () => LapseAt(clock.GetUtcNow()) };
    }

    /// <summary>Id in the grid's store; null for a key of the configuration.</summary>
    public string? StoredId { get; }

    /// <summary>SHA-256 of the key.</summary>
    public byte[] Sha256 { get; }

    /// <summary>From when on it is refused, or null.</summary>
    public DateTimeOffset? Expires { get; }

    /// <summary>Whom the key stands for.</summary>
    public Caller Caller { get; }

    /// <summary>Whether the key has been revoked.</summary>
    public bool IsRevoked => isRevoked;

    /// <summary>When the key was last used, or null.</summary>
    public DateTimeOffset? LastUsed => Volatile.Read(ref lastUsedTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Notes a use.</summary>
    public void Touch(DateTimeOffset now) => Volatile.Write(ref lastUsedTicks, now.UtcTicks);

    /// <summary>The key is good no more, for streams that it began too.</summary>
    public void Revoke() => isRevoked = true;

    /// <summary>Why the key is good no more, or null.</summary>
    public AccessException? LapseAt(DateTimeOffset now) =>
        isRevoked ? AccessException.KeyRevoked : Expires <= now ? AccessException.KeyExpired : null;
}
