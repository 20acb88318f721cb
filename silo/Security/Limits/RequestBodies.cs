using System.IO.Pipelines;
using BirdGrid.Silo.Options;
using BirdGrid.Silo.Services.Errors;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>Limits the body of a request that was let in, by its endpoint: nothing that a caller says of its content changes how much it may send.</summary>
/// <param name="limits">The bytes.</param>
/// <param name="budgets">What bytes are taken from.</param>
/// <param name="errors">Tells errors of the silo's own.</param>
internal sealed class RequestBodies(LimitOptions limits, ByteBudgets budgets, ErrorReporter errors)
{
    /// <summary>A stream waits for a while where a call with one request is refused: its own messages give bytes back.</summary>
    private static readonly TimeSpan PatienceOfStreams = TimeSpan.FromSeconds(10);

    /// <summary>Limits a request; the result is disposed of when it has ended.</summary>
    /// <param name="context">The request.</param>
    /// <param name="endpoint">What it asks for.</param>
    /// <param name="feature">Its caller and rule.</param>
    public IDisposable Limit(HttpContext context, Endpoint endpoint, CallerFeature feature)
    {
        bool isGrpc = EndpointRules.IsGrpc(endpoint);
        var method = endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method;
        bool isSingle = method is null || method.Type is MethodType.Unary or MethodType.ServerStreaming;
        var bytes = budgets.Begin(context, feature.Caller, isSingle ? TimeSpan.Zero : PatienceOfStreams);
        context.Features.Set(bytes);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            // The messages of a gRPC call are limited one by one.
            server.MaxRequestBodySize = isGrpc ? null : limits.BodyBytes(feature.Rule.Size);
        }

        if (!isGrpc)
        {
            return bytes;
        }

        var call = new MessageReader.Call(
            method!.FullName,
            endpoint.Metadata.GetRequiredMetadata<RequestType>().Descriptor,
            isSingle,
            limits.MessageBytes(feature.Rule.Size),
            feature.Rule.TakesPacked,
            context.Request.Headers["grpc-encoding"].ToString(),
            limits.MaxTextCharacters);
        var body = new Body(new MessageReader(context.Request.BodyReader, call, bytes, errors), bytes);
        context.Features.Set<IRequestBodyPipeFeature>(body);
        return body;
    }

    private sealed class Body(MessageReader reader, RequestBytes bytes) : IRequestBodyPipeFeature, IDisposable
    {
        public PipeReader Reader => reader;

        public void Dispose()
        {
            reader.Dispose();
            bytes.Dispose();
        }
    }
}
