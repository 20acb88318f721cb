using System.Globalization;
using System.Text.Json;
using Grpc.Core;

namespace BirdGrid.Silo.Services.Errors;

/// <summary>Errors as HTTP says them.</summary>
internal static class HttpErrors
{
    /// <summary>The HTTP status of a gRPC status, as gRPC transcoding has it.</summary>
    public static int StatusOf(StatusCode code) => code switch
    {
        StatusCode.OK => StatusCodes.Status200OK,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => StatusCodes.Status400BadRequest,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.Cancelled => StatusCodes.Status408RequestTimeout,
        StatusCode.AlreadyExists or StatusCode.Aborted => StatusCodes.Status409Conflict,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Writes an error as the Open Inference Protocol has it, with the reason beside it.</summary>
    public static void WriteOpenInference(this Utf8JsonWriter json, GridError error)
    {
        json.WriteStartObject();
        json.WriteString("error", error.Message);
        json.WriteString("reason", error.Reason);
        json.WriteEndObject();
    }

    /// <summary>Tells when trying again can succeed, where that is known, in whole seconds.</summary>
    public static void SetRetryAfter(HttpResponse response, GridError error)
    {
        if (error.RetryAfterMs is { } delayMs && !response.HasStarted)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(delayMs / 1000)).ToString("F0", CultureInfo.InvariantCulture);
        }
    }
}
