using BirdGrid.Silo.Services.Errors;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace BirdGrid.Silo.Security.Audit;

/// <summary>Writes down calls that change something, whatever became of them. Outermost: it sees what the caller is told.</summary>
internal sealed class AuditInterceptor(AuditLog log) : Interceptor
{
    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (ChangingCaller(context) is not { } caller)
        {
            return continuation(request, context);
        }

        var target = new Dictionary<string, string>();
        return RecordAsync(context, caller, target, async () =>
        {
            AuditTargets.Add(request, target);
            var response = await continuation(request, context);
            AuditTargets.Add(response, target);
            return response;
        });
    }

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        if (ChangingCaller(context) is not { } caller)
        {
            return continuation(request, responseStream, context);
        }

        var target = new Dictionary<string, string>();
        return RecordAsync(context, caller, target, async () =>
        {
            AuditTargets.Add(request, target);
            await continuation(request, responseStream, context);
            return true;
        });
    }

    /// <inheritdoc/>
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        if (ChangingCaller(context) is not { } caller)
        {
            return continuation(requestStream, responseStream, context);
        }

        var target = new Dictionary<string, string>();
        return RecordAsync(context, caller, target, async () =>
        {
            await continuation(new FirstMessageReader<TRequest>(requestStream, target), responseStream, context);
            return true;
        });
    }

    private static CallerFeature? ChangingCaller(ServerCallContext context) =>
        context.GetHttpContext().Features.Get<CallerFeature>() is { Rule.Changes: true } feature ? feature : null;

    private async Task<T> RecordAsync<T>(ServerCallContext context, CallerFeature caller, Dictionary<string, string> target, Func<Task<T>> call)
    {
        var outcome = StatusCode.OK;
        string reason = string.Empty;
        try
        {
            return await call();
        }
        catch (RpcException failure)
        {
            (outcome, reason) = (failure.StatusCode, failure.Trailers.GetValue(GridError.ReasonTrailer) ?? string.Empty);
            throw;
        }
        catch
        {
            outcome = StatusCode.Unknown;
            throw;
        }
        finally
        {
            await log.WriteAsync(log.EntryOf(context.GetHttpContext(), caller.Caller, context.Method, outcome, reason, target));
        }
    }

    private sealed class FirstMessageReader<T>(IAsyncStreamReader<T> requests, Dictionary<string, string> target) : IAsyncStreamReader<T>
    {
        private bool seen;

        public T Current => requests.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            bool more = await requests.MoveNext(cancellationToken);
            if (more && !seen)
            {
                seen = true;
                AuditTargets.Add(requests.Current, target);
            }

            return more;
        }
    }
}
