namespace BirdGrid.Silo.Security.Audit;

/// <summary>One change, or an attempt at one.</summary>
public sealed record AuditEntry
{
    /// <summary>When the call ended, UTC.</summary>
    public required DateTimeOffset When { get; init; }

    /// <summary>The caller's name.</summary>
    public required string Who { get; init; }

    /// <summary>How the caller said who it is: anonymous, apikey, token or certificate.</summary>
    public required string Source { get; init; }

    /// <summary>The caller's role: none, reader, trainer or admin.</summary>
    public required string Role { get; init; }

    /// <summary>Full name of the call.</summary>
    public required string Method { get; init; }

    /// <summary>What the call was about: models, datasets, sessions and the like by the names of their fields.</summary>
    public IReadOnlyDictionary<string, string> Target { get; init; } = new Dictionary<string, string>();

    /// <summary>gRPC status, OK or why not.</summary>
    public required string Outcome { get; init; }

    /// <summary>Machine-readable reason; empty where it went well.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>Address that the call came from.</summary>
    public required string Remote { get; init; }

    /// <summary>Id of the request, as in the log and in traces.</summary>
    public required string Request { get; init; }

    /// <summary>Refused attempts since the entry before that were too many to be written one by one.</summary>
    public long Suppressed { get; init; }
}
