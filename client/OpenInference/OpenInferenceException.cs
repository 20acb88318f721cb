using Grpc.Core;

namespace BirdGrid.Client.OpenInference;

/// <summary>A server of the Open Inference Protocol refused a request, could not be reached, or answered what cannot be understood.</summary>
public sealed class OpenInferenceException : Exception
{
    private const string ReasonTrailer = "birdgrid-reason";
    private const string PushbackTrailer = "grpc-retry-pushback-ms";

    private OpenInferenceException(StatusCode status, string reason, string message, TimeSpan? retryAfter, Exception? cause)
        : base(message, cause)
    {
        Status = status;
        Reason = reason;
        RetryAfter = retryAfter;
    }

    /// <summary>gRPC status code.</summary>
    public StatusCode Status { get; }

    /// <summary>Stable, machine-readable word: a BirdGrid silo's own (for example <c>wrong-shape</c>), else the status as a word.</summary>
    public string Reason { get; }

    /// <summary>Time after which trying again can succeed, where the server says so.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Translates what gRPC threw.</summary>
    internal static OpenInferenceException From(RpcException failure, string address)
    {
        TimeSpan? retryAfter = double.TryParse(failure.Trailers.GetValue(PushbackTrailer), System.Globalization.CultureInfo.InvariantCulture, out double delayMs) && delayMs >= 0
            ? TimeSpan.FromMilliseconds(delayMs)
            : null;
        string? said = failure.Trailers.GetValue(ReasonTrailer);
        if (said is null && TransportFault.Of(failure, address, OutwardProxy.OfEnvironment) is { } fault)
        {
            return new OpenInferenceException(failure.StatusCode, fault.Reason, fault.Sentence, retryAfter, failure);
        }

        string reason = said ?? failure.StatusCode.ToString();
        string message = failure.Status.Detail.Length > 0 ? failure.Status.Detail : $"The server at {address} answered {failure.StatusCode} and did not say why.";
        return new OpenInferenceException(failure.StatusCode, reason, message, retryAfter, failure);
    }

    /// <summary>The server broke the protocol.</summary>
    internal static OpenInferenceException Broken(string what) => new(StatusCode.Internal, "bad-answer", $"The server's answer is none of the Open Inference Protocol: {what}", retryAfter: null, cause: null);
}
