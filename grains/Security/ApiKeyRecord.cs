namespace BirdGrid.Grains.Security;

/// <summary>A key of the grid's own store. The key itself is nowhere: only its hash.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.api-key")]
public sealed record ApiKeyRecord
{
    /// <summary>What the key is called by, 12 lower-case hexadecimal digits; part of the key, and no secret.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Whose it is, for people and for the record.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>What it allows.</summary>
    [Id(2)]
    public required CallerRole Role { get; init; }

    /// <summary>SHA-256 of the whole key's UTF-8 bytes, 32 bytes.</summary>
    [Id(3)]
    public required byte[] Sha256 { get; init; }

    /// <summary>When it was made.</summary>
    [Id(4)]
    public required DateTimeOffset Created { get; init; }

    /// <summary>Who made it.</summary>
    [Id(5)]
    public required string CreatedBy { get; init; }

    /// <summary>From when on it is refused, or null.</summary>
    [Id(6)]
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    [Id(7)]
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>When it was last used, to the minute, or null.</summary>
    [Id(8)]
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>How much it may ask for; null: what the silo's configuration says.</summary>
    [Id(9)]
    public CallerLimits? Limits { get; init; }
}
