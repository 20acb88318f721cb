using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Grpc.Core;

namespace BirdGrid.Client;

/// <summary>Sends and receives on a duplex call at the same time, so that the end of either side ends both.</summary>
/// <param name="call">The call; the caller disposes it.</param>
/// <param name="requests">What is sent. What it throws is thrown to the receiver.</param>
internal sealed class DuplexCall<TRequest, TResponse>(AsyncDuplexStreamingCall<TRequest, TResponse> call, IAsyncEnumerable<TRequest> requests)
{
    private ExceptionDispatchInfo? requestFault;

    /// <summary>The responses, received while the requests are sent.</summary>
    /// <exception cref="RpcException">The call failed.</exception>
    public async IAsyncEnumerable<TResponse> ExchangeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(stop.Token);
        try
        {
            while (await MoveNextAsync(cancellationToken))
            {
                yield return call.ResponseStream.Current;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await sending;
        }
    }

    private async Task SendAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var request in requests.WithCancellation(stop))
            {
                if (!await IsTakenAsync(() => call.RequestStream.WriteAsync(request, stop)))
                {
                    return;
                }
            }

            await IsTakenAsync(call.RequestStream.CompleteAsync);
        }
        catch (Exception fault)
        {
            // Nothing more is coming: without an end the silo, and with it the response stream, would wait for ever.
            requestFault = ExceptionDispatchInfo.Capture(fault);
            call.Dispose();
        }
    }

    private static async Task<bool> IsTakenAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // The call has ended already; the response stream says with what.
            return false;
        }
    }

    private async Task<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellationToken);
        }
        catch (Exception) when (requestFault is not null && !cancellationToken.IsCancellationRequested)
        {
            requestFault.Throw();
            throw;
        }
    }
}
