namespace BirdGrid.Silo.Options;

/// <summary>TLS of the silo's addresses.</summary>
public sealed class TlsOptions
{
    /// <summary>PEM file of the certificate, followed by those between it and its root. Read again when it changes.</summary>
    /// <value>Default empty: no TLS.</value>
    public string Certificate { get; set; } = string.Empty;

    /// <summary>PEM file of the certificate's private key, unencrypted.</summary>
    /// <value>Default empty: the key is in the certificate's file.</value>
    public string Key { get; set; } = string.Empty;

    /// <summary>PEM file of the roots that sign the certificates of clients (mTLS). Read again when it changes.</summary>
    /// <value>Default empty: clients are not asked for one.</value>
    public string ClientCa { get; set; } = string.Empty;

    /// <summary>Whether a client without a certificate of <see cref="ClientCa"/> is refused before its first call.</summary>
    /// <value>Default false: such a client must authenticate otherwise.</value>
    public bool RequireClientCertificate { get; set; }

    /// <summary>Whether there is a certificate to listen with.</summary>
    internal bool IsConfigured => Certificate.Length > 0;
}
