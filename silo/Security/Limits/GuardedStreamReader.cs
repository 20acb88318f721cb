using BirdGrid.Grains;
using Grpc.Core;

namespace BirdGrid.Silo.Security.Limits;

/// <summary>Reads a stream of requests; each is looked at before the service sees it, and one that is long in coming ends the call.</summary>
/// <param name="requests">The stream.</param>
/// <param name="check">Looks at a request.</param>
/// <param name="patience">Longest wait for a request.</param>
/// <param name="clock">Time.</param>
internal sealed class GuardedStreamReader<T>(IAsyncStreamReader<T> requests, Action<T> check, TimeSpan patience, TimeProvider clock) : IAsyncStreamReader<T>
{
    /// <inheritdoc/>
    public T Current => requests.Current;

    /// <inheritdoc/>
    /// <exception cref="DeadlineException">Nothing came.</exception>
    /// <exception cref="RefusedException">What came is no message of the call's type.</exception>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (!await ReadAsync(cancellationToken))
        {
            return false;
        }

        check(requests.Current);
        return true;
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var next = requests.MoveNext(cancellationToken);
            if (!next.IsCompleted)
            {
                await WaitAsync(next);
            }

            return await next;
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or RpcException { StatusCode: StatusCode.Internal or StatusCode.Unknown })
        {
            // Protobuf, gRPC and the server throw each their own. To a caller that has reset the stream it is all the same.
            throw new RefusedException(MalformedRequests.Error.Reason, MalformedRequests.Error.Message);
        }
    }

    private async Task WaitAsync(Task<bool> next)
    {
        try
        {
            await ((Task)next).WaitAsync(patience, clock).ConfigureAwait(ConfigureAwaitOptions.None);
        }
        catch (TimeoutException) when (!next.IsCompleted)
        {
            // The read ends with the call; what it ends with is nobody's concern.
            _ = next.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new DeadlineException("stream-idle", $"Nothing came on this stream for {patience.TotalSeconds:0.###} seconds, and it was ended: open a new one when there is something to send.");
        }
    }
}
