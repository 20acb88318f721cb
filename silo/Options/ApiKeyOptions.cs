using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Options;

/// <summary>A key that the configuration knows.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Whose it is, for the record.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>SHA-256 of the key, 64 hexadecimal digits.</summary>
    public string Hash { get; set; } = string.Empty;

    /// <summary>What it allows.</summary>
    public CallerRole Role { get; set; }

    /// <summary>From when on it is refused, ISO 8601.</summary>
    /// <value>Default never.</value>
    public DateTimeOffset? Expires { get; set; }

    /// <summary>How much it may ask for.</summary>
    /// <value>Default what BirdGrid:Security:Limits says.</value>
    public CallerLimits? Limits { get; set; }
}
