using System.Globalization;
using System.Text.Json;
using BirdGrid.Silo.Services.Errors;
using Grpc.Core;

namespace BirdGrid.Silo.Security;

/// <summary>Writes an error as the answer to a request that no service has seen: as gRPC, or as JSON where the caller speaks plain HTTP.</summary>
internal static class RefusalResponse
{
    private const string OpenInference = "/v2";

    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">What the caller is told.</param>
    /// <param name="status">HTTP status where the caller speaks plain HTTP; null: that of the error's code.</param>
    public static Task WriteAsync(HttpContext context, GridError error, int? status = null) =>
        IsGrpc(context) && !HttpProtocol.IsHttp11(context.Request.Protocol) && !HttpProtocol.IsHttp10(context.Request.Protocol)
            ? WriteGrpc(context, error)
            : WriteJsonAsync(context, error, status ?? HttpErrors.StatusOf(error.Code));

    /// <summary>Whether the caller speaks gRPC. What is asked for outranks what the request says of itself; only where nothing is, the latter counts.</summary>
    public static bool IsGrpc(HttpContext context) =>
        context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not null && !EndpointRules.IsGrpc(endpoint) ? false : context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

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

    private static async Task WriteJsonAsync(HttpContext context, GridError error, int status)
    {
        var response = context.Response;
        response.StatusCode = status;
        if (error.Code == StatusCode.Unauthenticated)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        HttpErrors.SetRetryAfter(response, error);
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.Body);
        if (context.Request.Path.StartsWithSegments(OpenInference, StringComparison.Ordinal))
        {
            json.WriteOpenInference(error);
        }
        else
        {
            WriteStatus(json, error);
        }

        await json.FlushAsync(context.RequestAborted);
    }

    private static void WriteStatus(Utf8JsonWriter json, GridError error)
    {
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
    }
}
