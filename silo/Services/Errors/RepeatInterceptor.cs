using Grpc.Core;
using Grpc.Core.Interceptors;

namespace BirdGrid.Silo.Services.Errors;

/// <summary>Repeats lost calls. Calls with one answer may be repeated: they read, or carry an idempotency key.</summary>
internal sealed class RepeatInterceptor(CallRepeater repeater) : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        repeater.RunAsync(() => continuation(request, context), context.CancellationToken);
}
