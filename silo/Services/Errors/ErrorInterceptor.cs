using Grpc.Core;
using Grpc.Core.Interceptors;

namespace BirdGrid.Silo.Services.Errors;

/// <summary>Turns every exception of a service into a gRPC status with a reason; nothing of stacks or paths gets out.</summary>
internal sealed class ErrorInterceptor(ErrorReporter reporter) : Interceptor
{
    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            var error = reporter.Report(failure, context);
            HttpErrors.SetRetryAfter(context.GetHttpContext().Response, error);
            throw error.ToRpcException();
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw reporter.Report(failure, context).ToRpcException();
        }
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            throw reporter.Report(failure, context).ToRpcException();
        }
    }
}
