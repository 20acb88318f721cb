using BirdGrid.Grains.Inference;
using BirdGrid.Silo.Options;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>Looks at every message of a call: its texts, the photos it brings, and whether its caller's credentials are still good.</summary>
internal sealed class GuardInterceptor(LimitOptions limits, IOptions<InferenceOptions> inference, TimeProvider clock) : Interceptor
{
    private readonly TimeSpan patience = TimeSpan.FromSeconds(limits.StreamIdleSeconds);

    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, FeatureOf(context));
        return continuation(request, context);
    }

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var caller = FeatureOf(context);
        Check(request, caller);
        return continuation(request, Guarded(responseStream, caller), context);
    }

    /// <inheritdoc/>
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(Guarded(requestStream, FeatureOf(context)), context);

    /// <inheritdoc/>
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var caller = FeatureOf(context);
        return continuation(Guarded(requestStream, caller), Guarded(responseStream, caller), context);
    }

    private static CallerFeature? FeatureOf(ServerCallContext context) => context.GetHttpContext().Features.Get<CallerFeature>();

    private static void RequireGood(CallerFeature? caller)
    {
        if (caller?.Caller.Lapse() is { } lapsed)
        {
            throw lapsed;
        }
    }

    private static GuardedStreamWriter<T> Guarded<T>(IServerStreamWriter<T> responses, CallerFeature? caller) => new(responses, () => RequireGood(caller));

    private GuardedStreamReader<T> Guarded<T>(IAsyncStreamReader<T> requests, CallerFeature? caller) => new(
        requests,
        message =>
        {
            RequireGood(caller);
            Check(message!, caller);
        },
        patience,
        clock);

    private void Check(object message, CallerFeature? caller)
    {
        if (message is IMessage request)
        {
            RequestTexts.Check(request, limits.MaxTextCharacters);
        }

        if (caller?.Usage is { } usage && PhotoCounts.Of(message, inference.Value.MaximumBatchSize) is > 0 and var photos)
        {
            usage.TakePhotos(photos);
        }
    }
}
