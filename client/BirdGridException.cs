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

    /// <summary>
    /// Stable, machine-readable word: the silo's own (for example <c>unknown-dataset</c>), <c>unreachable</c> where no silo answered,
    /// <c>certificate-not-trusted</c>, <c>no-tls</c>, <c>no-http2</c> or <c>wrong-port</c> where what answered is not known to be one, else the
    /// status as a word.
    /// </summary>
    public string Reason { get; }

    /// <summary>Whether no silo answered at all.</summary>
    public bool IsUnreachable => Reason == TransportFault.Unreachable;

    /// <summary>Translates what gRPC threw.</summary>
    /// <param name="failure">gRPC's exception.</param>
    /// <param name="address">The silo's address.</param>
    /// <param name="proxies">The proxies of the connection.</param>
    internal static BirdGridException From(RpcException failure, string address, OutwardProxy proxies)
    {
        if (failure.Trailers.GetValue(ReasonTrailer) is { } said)
        {
            return new BirdGridException(failure.StatusCode, said, failure.Status.Detail, failure);
        }

        if (TransportFault.Of(failure, address, proxies) is { } fault)
        {
            return new BirdGridException(failure.StatusCode, fault.Reason, fault.Sentence, failure);
        }

        string reason = failure.StatusCode == StatusCode.Unavailable ? TransportFault.Unreachable : failure.StatusCode.ToString();
        return new BirdGridException(failure.StatusCode, reason, Explain(failure, address), failure);
    }

    // Without a reason the status is not the silo's own: something between here and there made it, in words that help nobody.
    private static string Explain(RpcException failure, string address) => failure.StatusCode switch
    {
        StatusCode.Unavailable => $"No BirdGrid silo answers at {address}. Start one with `birdgrid serve`, or name another with --server or {BirdGridClientOptions.AddressVariable}.",
        StatusCode.Unimplemented => $"What answers at {address} does not know this call: it is no BirdGrid silo, or one of another version.",
        StatusCode.DeadlineExceeded => $"The silo at {address} did not answer in time; whether the request took effect is not known.",
        _ => failure.Status.Detail.Length > 0 ? failure.Status.Detail : $"The silo at {address} answered {failure.StatusCode} and did not say why.",
    };
}
