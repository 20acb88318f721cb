using BirdGrid.Grains;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace BirdGrid.Silo.Services.Errors;

/// <summary>
/// Repeats what was lost with another silo, or while Redis restarted, until the grid has noticed and the grain has come up elsewhere. Calls with one
/// answer may be repeated: they read, or carry an idempotency key. A silo that is itself stopping turns its callers away instead: others answer.
/// </summary>
internal sealed class RepeatInterceptor(IHostApplicationLifetime silo, TimeProvider clock) : Interceptor
{
    /// <summary>A silo's death is noticed within 8 seconds by default.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, silo.ApplicationStopping);
        try
        {
            return await LostCall.RepeatAsync(_ => continuation(request, context), Patience, clock, ending.Token);
        }
        catch (OperationCanceledException) when (silo.ApplicationStopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw new SiloStoppingException();
        }
    }
}
