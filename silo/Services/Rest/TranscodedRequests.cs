using BirdGrid.Silo.Security;
using BirdGrid.Silo.Security.Limits;
using BirdGrid.Silo.Services.Errors;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>
/// Reads the query or the body of a transcoded call before transcoding does, which knows a part of protobuf's JSON and says of the rest only that it is
/// wrong. Transcoding finds an empty body, and binds the path; <see cref="TranscodedRequestInterceptor"/> puts both together.
/// </summary>
internal sealed class TranscodedRequests(RequestDelegate next, ErrorReporter errors)
{
    private static readonly byte[] Empty = "{}"u8.ToArray();

    /// <summary>Handles a request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not { } call)
        {
            await next(context);
            return;
        }

        try
        {
            var type = call.MethodDescriptor.InputType;
            var message = call.HttpRule.Body.Length == 0
                ? ProtoQuery.Read(context.Request.Query, type, field => !IsInPath(context, field))
                : await ReadBodyAsync(context, type);
            context.Features.Set(new TranscodedRequest(message));
            context.Request.QueryString = QueryString.Empty;
        }
        catch (BadRequestBodyException bad)
        {
            await RefusalResponse.WriteAsync(context, bad.Error, bad.Status);
            return;
        }
        catch (BadHttpRequestException bad)
        {
            await RefusalResponse.WriteAsync(context, new GridError(StatusCode.InvalidArgument, RequestBody.BadBodyReason, bad.Message), bad.StatusCode);
            return;
        }
        catch (Exception failure)
        {
            await RefusalResponse.WriteAsync(context, errors.Report(RestCall.Plain(failure), context.Request.Path, context.RequestAborted));
            return;
        }

        await next(context);
    }

    private static async Task<IMessage> ReadBodyAsync(HttpContext context, MessageDescriptor type)
    {
        // A body has every field that is not in the path.
        ProtoQuery.Read(context.Request.Query, type, _ => false);
        JsonBody.Require(context.Request);
        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        if (body.Length > 0 && string.IsNullOrEmpty(context.Request.ContentType))
        {
            throw new BadRequestBodyException(StatusCodes.Status415UnsupportedMediaType, "wrong-content-type", "The body has no Content-Type: send JSON with the header Content-Type: application/json.");
        }

        // Of base64 three quarters become bytes.
        RequestBytes.Of(context).Take(body.Length / 4 * 3);
        var message = body.IsEmpty ? type.Parser.ParseFrom(ByteString.Empty) : ProtoJsonReader.Read(body.Span, type);
        context.Request.Body = new MemoryStream(Empty, writable: false);
        context.Request.ContentLength = Empty.Length;
        context.Request.ContentType = "application/json";
        return message;
    }

    private static bool IsInPath(HttpContext context, FieldDescriptor field) => context.Request.RouteValues.ContainsKey(field.Name);
}
