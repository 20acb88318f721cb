using BirdGrid.Grains.Security;

namespace BirdGrid.Silo.Options;

/// <summary>A client certificate, or several with one subject, and what it allows.</summary>
public sealed class CertificateOptions
{
    /// <summary>Whose it is, for the record; empty: the certificate's common name.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Common name of the subject, for example camera-7; empty: any.</summary>
    public string Subject { get; set; } = string.Empty;

    /// <summary>SHA-256 of the certificate, 64 hexadecimal digits; empty: any.</summary>
    public string Thumbprint { get; set; } = string.Empty;

    /// <summary>What it allows.</summary>
    public CallerRole Role { get; set; }
}
