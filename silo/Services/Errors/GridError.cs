using System.Globalization;
using BirdGrid.Grains;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Disks;
using BirdGrid.Silo.Security;
using BirdGrid.Vision.Photos;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Orleans.Persistence.Redis;
using Orleans.Reminders.Redis;
using StackExchange.Redis;
using Status = Google.Rpc.Status;

namespace BirdGrid.Silo.Services.Errors;

/// <summary>What a caller is told of an error.</summary>
/// <param name="Code">gRPC status code.</param>
/// <param name="Reason">Stable, machine-readable word.</param>
/// <param name="Message">What was wrong and what to do.</param>
/// <param name="CorrelationId">Id under which an unexpected error is in the log, or null.</param>
/// <param name="RetryAfterMs">Milliseconds after which trying again can succeed, or null.</param>
internal sealed record GridError(StatusCode Code, string Reason, string Message, string? CorrelationId = null, double? RetryAfterMs = null)
{
    /// <summary>Trailer with the reason, for clients without the rich error model.</summary>
    public const string ReasonTrailer = "birdgrid-reason";

    /// <summary>Trailer with the milliseconds to wait before trying again; gRPC clients with a retry policy heed it by themselves.</summary>
    public const string PushbackTrailer = "grpc-retry-pushback-ms";

    /// <summary>Domain of the reasons.</summary>
    public const string Domain = "birdgrid";

    private const string NoPushback = "-1";
    private const int LongestMessage = 1000;
    private const double StateRetryMs = 5_000;
    private const double DiskRetryMs = 30_000;

    /// <summary>What was wrong and what to do. Messages name what callers sent, which may be long; an answer's headers have to fit.</summary>
    public string Message { get; } = Message.Length <= LongestMessage ? Message : $"{Message[..LongestMessage]}...";

    /// <summary>Whether gRPC clients with a retry policy are to try again by themselves, where the status is one that they do so for.</summary>
    public bool RepeatsItself { get; init; } = true;

    /// <summary>Whether a call failed because stored state could not be read or written.</summary>
    public static bool IsOfState(Exception failure) =>
        LostCall.IsOfState(failure) || failure is RedisException or RedisTimeoutException or RedisStorageException or RedisRemindersException;

    /// <summary>Translates an exception.</summary>
    public static GridError From(Exception failure) => failure switch
    {
        AccessException refused => refused.Error,
        NotFoundException missing => new(StatusCode.NotFound, missing.Reason, missing.Message),
        RefusedException refused => new(StatusCode.InvalidArgument, refused.Reason, refused.Message),
        ConflictException conflict => new(StatusCode.FailedPrecondition, conflict.Reason, conflict.Message),
        BusyException busy => new(StatusCode.ResourceExhausted, busy.Reason, busy.Message, RetryAfterMs: busy.RetryAfterMs),
        DeadlineException late => new(StatusCode.DeadlineExceeded, late.Reason, late.Message),
        PhotoDecodeException photo => new(StatusCode.InvalidArgument, ReasonOf(photo.Fault), photo.Message),
        RoleMissingException missing => new(StatusCode.Unavailable, "role-missing", missing.Message),
        DamagedException damaged => new(StatusCode.DataLoss, damaged.Reason, damaged.Message),
        StateUnavailableException away => StateUnavailable(away.Message),
        BlobStoreException unreachable => new(StatusCode.Unavailable, "blob-store", unreachable.Message),
        _ when DiskFaults.Of(failure) is var fault and not DiskFault.None => Disk(new DiskException(fault, failure)),
        _ when LostCall.IsDamage(failure) => new(StatusCode.DataLoss, "state-damaged", "The grid's stored state is damaged, and what the call needs of it cannot be read: the silo's log names it. Stop the silo and restore the database from a backup."),
        _ when IsOfState(failure) => StateUnavailable("The grid cannot reach its stored state at the moment; nothing was changed, or the change is complete. Try again shortly, with the same idempotency key."),
        TimeoutException => new(StatusCode.DeadlineExceeded, "timeout", "The grid did not answer in time; whether the request took effect is not known. Repeat it with the same idempotency key."),
        OperationCanceledException => new(StatusCode.Cancelled, "cancelled", "The request was cancelled."),
        SiloStoppingException or ExecutorStoppedException or ObjectDisposedException or OrleansException => new(StatusCode.Unavailable, "silo-stopping", "The silo is stopping or starting; try again shortly."),
        OutOfMemoryException => OutOfMemory(),
        _ => Unexpected(),
    };

    /// <summary>The error as gRPC carries it: status, google.rpc.ErrorInfo and a plain trailer.</summary>
    public RpcException ToRpcException()
    {
        var rich = ToStatus().ToRpcException();
        var trailers = new Metadata();
        foreach (var entry in rich.Trailers)
        {
            trailers.Add(entry);
        }

        trailers.Add(ReasonTrailer, Reason);
        if (RetryAfterMs is { } waitMs)
        {
            trailers.Add(PushbackTrailer, RepeatsItself ? Math.Ceiling(waitMs).ToString("F0", CultureInfo.InvariantCulture) : NoPushback);
        }

        return new RpcException(rich.Status, trailers);
    }

    /// <summary>The error as google.rpc.Status, with google.rpc.ErrorInfo among the details.</summary>
    public Status ToStatus()
    {
        var info = new ErrorInfo { Reason = Reason, Domain = Domain };
        var status = new Status { Code = (int)Code, Message = Message, Details = { Any.Pack(info) } };
        if (RetryAfterMs is { } delayMs)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(delayMs)) }));
        }

        return status;
    }

    // Somebody has to make room first: a client that tried again by itself would only hang.
    private static GridError Disk(DiskException disk) =>
        new(StatusCode.Unavailable, disk.Reason, disk.Message, RetryAfterMs: DiskRetryMs) { RepeatsItself = false };

    // The silo has tried for as long as made sense: a client that tried again by itself would only hang.
    private static GridError StateUnavailable(string message) =>
        new(StatusCode.Unavailable, StateUnavailableException.StateReason, message, RetryAfterMs: StateRetryMs) { RepeatsItself = false };

    private static GridError OutOfMemory()
    {
        string id = NewId();
        return new GridError(StatusCode.ResourceExhausted, "out-of-memory", $"The silo has no memory left for this request; its log has it under {id}. Try again in a while, or send less at a time.", id, RetryAfterMs: 5000);
    }

    private static string NewId() => Guid.NewGuid().ToString("N")[..12];

    private static GridError Unexpected()
    {
        string id = NewId();
        return new GridError(StatusCode.Internal, "unexpected", $"Something unexpected went wrong; the silo's log has it under {id}.", id);
    }

    // PhotoFault.TooManyPixels becomes photo-too-many-pixels.
    private static string ReasonOf(PhotoFault fault) =>
        "photo" + string.Concat(fault.ToString().Select(c => char.IsUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));
}
