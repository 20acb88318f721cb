using Grpc.Core;

namespace BirdGrid.Client.Load;

/// <summary>What came of a request.</summary>
/// <param name="Code">The server's status.</param>
/// <param name="Images">Images that were answered; 0 where none were.</param>
/// <param name="Timings">Where the server says that the time went; null where it does not say.</param>
public readonly record struct RequestResult(StatusCode Code, int Images, ServerTimings? Timings)
{
    /// <summary>The kind of result.</summary>
    public RequestStatus Status => Code switch
    {
        StatusCode.OK => RequestStatus.Ok,
        StatusCode.ResourceExhausted => RequestStatus.Rejected,
        StatusCode.DeadlineExceeded => RequestStatus.DeadlineExceeded,
        _ => RequestStatus.Failed,
    };

    /// <summary>An answer.</summary>
    /// <param name="images">Images that were answered.</param>
    /// <param name="timings">The server's timings, where it told any.</param>
    public static RequestResult Ok(int images = 1, ServerTimings? timings = null) => new(StatusCode.OK, images, timings);

    /// <summary>A refusal.</summary>
    /// <param name="code">The server's status, not <see cref="StatusCode.OK"/>.</param>
    public static RequestResult Refused(StatusCode code) => new(code, 0, null);
}
