using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace BirdGrid.Silo.Services.Rest;

/// <summary>Gives a transcoded call the message that <see cref="TranscodedRequests"/> has read; the path outranks it. Outermost: all others see the whole message.</summary>
internal sealed class TranscodedRequestInterceptor : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (context.GetHttpContext().Features.Get<TranscodedRequest>() is not { Message: TRequest read } || request is not IMessage path)
        {
            return continuation(request, context);
        }

        ((IMessage)(object)read).MergeFrom(path.ToByteString());
        return continuation(read, context);
    }
}
