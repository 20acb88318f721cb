using Grpc.Core;
using Grpc.Net.Client;

namespace BirdGrid.Silo.Tests.Support;

/// <summary>Calls any method with bytes for messages.</summary>
internal static class RawCalls
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(message => message, message => message);

    /// <summary>Calls a method with one message and takes the first answer.</summary>
    /// <returns>The status that it ended with; OK where an answer came.</returns>
    public static async Task<RpcException?> CallAsync(GrpcChannel channel, IMethod method, byte[] message, Metadata headers, CancellationToken cancellationToken)
    {
        var invoker = channel.CreateCallInvoker();
        var bare = new Method<byte[], byte[]>(method.Type, method.ServiceName, method.Name, Bytes, Bytes);
        var options = new CallOptions(headers, DateTime.UtcNow.AddSeconds(60), cancellationToken);
        try
        {
            switch (method.Type)
            {
                case MethodType.Unary:
                    using (var call = invoker.AsyncUnaryCall(bare, null, options, message))
                    {
                        await call;
                    }

                    break;
                case MethodType.ServerStreaming:
                    using (var call = invoker.AsyncServerStreamingCall(bare, null, options, message))
                    {
                        await call.ResponseStream.MoveNext(cancellationToken);
                    }

                    break;
                default:
                    using (var call = invoker.AsyncDuplexStreamingCall(bare, null, options))
                    {
                        await SendAsync(call, message);
                        await call.ResponseStream.MoveNext(cancellationToken);
                    }

                    break;
            }

            return null;
        }
        catch (RpcException failure)
        {
            return failure;
        }
    }

    private static async Task SendAsync(AsyncDuplexStreamingCall<byte[], byte[]> call, byte[] message)
    {
        try
        {
            await call.RequestStream.WriteAsync(message);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException or HttpRequestException)
        {
            // Refused before the message was sent; the response stream says why.
        }
    }
}
