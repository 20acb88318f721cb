namespace BirdGrid.Silo.Options;

/// <summary>How the silo finds others: localhost clustering, whose membership lives in the primary silo.</summary>
public sealed class ClusterOptions
{
    /// <summary>Port between silos; 0 takes a free one.</summary>
    /// <value>Default 0.</value>
    public int SiloPort { get; set; }

    /// <summary>Port of Orleans' client gateway; 0 takes a free one.</summary>
    /// <value>Default 0.</value>
    public int GatewayPort { get; set; }

    /// <summary>Silo port of the primary silo on this machine to join; 0: this silo is the primary.</summary>
    /// <value>Default 0.</value>
    public int PrimarySiloPort { get; set; }
}
