namespace BirdGrid.Silo.Options;

/// <summary>Where a silo's traces and metrics go.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Telemetry";

    /// <summary>OTLP endpoint (gRPC), for example http://127.0.0.1:4317. Empty: nothing is exported.</summary>
    /// <value>Default the environment variable OTEL_EXPORTER_OTLP_ENDPOINT, else empty.</value>
    public string? OtlpEndpoint { get; set; }

    /// <summary>
    /// Port on 127.0.0.1 where Prometheus finds <c>/metrics</c>, for silos whose probe port is not to tell them or that have none; 0: none. A probe
    /// port always has them too.
    /// </summary>
    /// <value>Default 0.</value>
    public int PrometheusPort { get; set; }
}
