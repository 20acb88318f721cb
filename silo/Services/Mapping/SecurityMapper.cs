using BirdGrid.Grains.Security;
using BirdGrid.Silo.Security.Audit;
using BirdGrid.Silo.Security.Keys;
using BirdGrid.V1;
using Google.Protobuf.WellKnownTypes;
using AuditEntry = BirdGrid.V1.AuditEntry;
using CallerLimits = BirdGrid.Grains.Security.CallerLimits;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>Keys and audit entries between the contract and the grid.</summary>
internal static class SecurityMapper
{
    /// <summary>A role as the grid has it; None where it is unspecified or unknown.</summary>
    public static CallerRole ToGrain(this Role role) => role switch
    {
        Role.Reader => CallerRole.Reader,
        Role.Trainer => CallerRole.Trainer,
        Role.Admin => CallerRole.Admin,
        _ => CallerRole.None,
    };

    /// <summary>Limits as the grid has them.</summary>
    public static CallerLimits ToGrain(this V1.CallerLimits limits) => new()
    {
        RequestsPerSecond = limits.RequestsPerSecond,
        RequestBurst = limits.RequestBurst,
        PhotosPerSecond = limits.PhotosPerSecond,
        PhotosPerDay = limits.PhotosPerDay,
        ConcurrentCalls = limits.ConcurrentCalls,
    };

    /// <summary>A key of the grid's store.</summary>
    public static ApiKey ToProto(this ApiKeyRecord key) => new()
    {
        Id = key.Id,
        Name = key.Name,
        Role = key.Role.ToProto(),
        Created = key.Created.ToTimestamp(),
        CreatedBy = key.CreatedBy,
        Expires = key.Expires?.ToTimestamp(),
        Revoked = key.Revoked?.ToTimestamp(),
        LastUsed = key.LastUsed?.ToTimestamp(),
        Limits = key.Limits?.ToProto(),
    };

    /// <summary>A key of the configuration.</summary>
    public static ApiKey ToProto(this ApiKeyEntry key) => new()
    {
        Name = key.Caller.Name,
        Role = key.Caller.Role.ToProto(),
        Expires = key.Expires?.ToTimestamp(),
        LastUsed = key.LastUsed?.ToTimestamp(),
        Limits = key.Caller.Limits == CallerLimits.None ? null : key.Caller.Limits.ToProto(),
        Configured = true,
    };

    /// <summary>A line of the audit log.</summary>
    public static AuditEntry ToProto(this AuditLine line)
    {
        var entry = new AuditEntry
        {
            Sequence = line.Sequence,
            When = line.Entry.When.ToTimestamp(),
            Who = line.Entry.Who,
            Source = line.Entry.Source,
            Role = line.Entry.Role,
            Method = line.Entry.Method,
            Outcome = line.Entry.Outcome,
            Reason = line.Entry.Reason,
            Remote = line.Entry.Remote,
            Request = line.Entry.Request,
            Suppressed = line.Entry.Suppressed,
            Hash = line.Hash,
        };
        entry.Target.Add(new Dictionary<string, string>(line.Entry.Target));
        return entry;
    }

    private static Role ToProto(this CallerRole role) => role switch
    {
        CallerRole.Reader => Role.Reader,
        CallerRole.Trainer => Role.Trainer,
        CallerRole.Admin => Role.Admin,
        _ => Role.Unspecified,
    };

    private static V1.CallerLimits ToProto(this CallerLimits limits) => new()
    {
        RequestsPerSecond = limits.RequestsPerSecond,
        RequestBurst = limits.RequestBurst,
        PhotosPerSecond = limits.PhotosPerSecond,
        PhotosPerDay = limits.PhotosPerDay,
        ConcurrentCalls = limits.ConcurrentCalls,
    };
}
