using Grpc.Core;

namespace BirdGrid.Client;

/// <summary>A silo refused a request, or could not be reached.</summary>
public sealed class BirdGridException : Exception
{
    private const string ReasonTrailer = "birdgrid-reason";

    private BirdGridException(StatusCode status, string reason, string message, RpcException cause)
        : base(message, cause)
    {
        Status = status;
        Reason = reason;
    }

    /// <summary>gRPC status code.</summary>
    public StatusCode Status { get; }

    /// <summary>Stable, machine-readable word, for example <c>unknown-dataset</c>; <c>unreachable</c> where no silo answered.</summary>
    public string Reason { get; }

    /// <summary>Whether no silo answered at all.</summary>
    public bool IsUnreachable => Reason == "unreachable";

    /// <summary>Translates what gRPC threw.</summary>
    /// <param name="failure">gRPC's exception.</param>
    /// <param name="address">The silo's address.</param>
    internal static BirdGridException From(RpcException failure, string address)
    {
        string? reason = failure.Trailers.GetValue(ReasonTrailer);
        return failure.StatusCode == StatusCode.Unavailable && reason is null
            ? new BirdGridException(failure.StatusCode, "unreachable", $"No BirdGrid silo answers at {address}. Start one with `birdgrid serve`, or name another with --server or {BirdGridClientOptions.AddressVariable}.", failure)
            : new BirdGridException(failure.StatusCode, reason ?? failure.StatusCode.ToString(), failure.Status.Detail, failure);
    }
}
