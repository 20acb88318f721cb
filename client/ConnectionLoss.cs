using Grpc.Core;

namespace BirdGrid.Client;

/// <summary>Tells a silo that went away from one that refused.</summary>
internal static class ConnectionLoss
{
    /// <summary>
    /// Whether a call ended because the connection did. A silo that is stopped resets its streams, which gRPC reports as INTERNAL or CANCELLED;
    /// the silo's own errors carry a reason.
    /// </summary>
    public static bool Is(RpcException failure) => failure.StatusCode switch
    {
        StatusCode.Unavailable => true,
        StatusCode.Internal or StatusCode.Cancelled or StatusCode.Unknown => failure.Trailers.Count == 0 && failure.Status.DebugException is not null,
        _ => false,
    };
}
