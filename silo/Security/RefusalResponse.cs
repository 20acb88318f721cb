using System.Globalization;
using System.Text.Json;
using BirdGrid.Silo.Services.Errors;
using Grpc.Core;

namespace BirdGrid.Silo.Security;

/// <summary>Writes an error as the answer to a request that no service has seen: as gRPC, or as JSON where the caller speaks plain HTTP.</summary>
internal static class RefusalResponse
{
    /// <summary>Answers.</summary>
    public static Task WriteAsync(HttpContext context, GridError error) => IsGrpc(context) ? WriteGrpc(context, error) : WriteJsonAsync(context, error);

    /// <summary>Whether the caller speaks gRPC.</summary>
    public static bool IsGrpc(HttpContext context) => context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Puts an error into the headers of a gRPC answer that has no messages.</summary>
    public static void SetHeaders(HttpContext context, GridError error)
    {
        var headers = context.Response.Headers;
        var failure = error.ToRpcException();
        headers["grpc-status"] = ((int)failure.StatusCode).ToString(CultureInfo.InvariantCulture);
        headers["grpc-message"] = Uri.EscapeDataString(failure.Status.Detail);
        foreach (var entry in failure.Trailers)
        {
            headers[entry.Key] = entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value;
        }
    }

    private static Task WriteGrpc(HttpContext context, GridError error)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/grpc";
        SetHeaders(context, error);
        return Task.CompletedTask;
    }

    private static async Task WriteJsonAsync(HttpContext context, GridError error)
    {
        var response = context.Response;
        response.StatusCode = error.Code switch
        {
            StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
            StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        if (error.Code == StatusCode.Unauthenticated)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (error.RetryAfterMs is { } retryMs)
        {
            response.Headers.RetryAfter = Math.Ceiling(retryMs / 1000).ToString("F0", CultureInfo.InvariantCulture);
        }

        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.Body);
        json.WriteStartObject();
        json.WriteNumber("code", (int)error.Code);
        json.WriteString("message", error.Message);
        json.WriteStartArray("details");
        json.WriteStartObject();
        json.WriteString("@type", "type.googleapis.com/google.rpc.ErrorInfo");
        json.WriteString("reason", error.Reason);
        json.WriteString("domain", GridError.Domain);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
