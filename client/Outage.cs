using Grpc.Core;

namespace BirdGrid.Client;

/// <summary>The time for which a watched silo is away: how long it may last, and when to look again.</summary>
/// <param name="options">Longest outage and clock.</param>
internal sealed class Outage(BirdGridClientOptions options)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private TimeSpan pause = FirstPause;
    private long? since;

    /// <summary>What the silo was lost with.</summary>
    public RpcException Cause { get; private set; } = null!;

    /// <summary>Whether the silo has been away for too long.</summary>
    public bool IsOver => since is { } start && options.Time.GetElapsedTime(start).TotalSeconds >= options.ReconnectSeconds;

    /// <summary>The silo is away, or still away.</summary>
    public void Begin(RpcException cause)
    {
        Cause = cause;
        since ??= options.Time.GetTimestamp();
    }

    /// <summary>The silo is back.</summary>
    public void End()
    {
        since = null;
        pause = FirstPause;
    }

    /// <summary>Waits before the next look; every time twice as long, up to a few seconds.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(pause, options.Time, cancellationToken);
        pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
    }

    /// <summary>The next state of what is watched; null where the connection was lost, be it by an error or because the stream ended too early.</summary>
    /// <exception cref="BirdGridException">The silo refused, or has been away for too long.</exception>
    public async Task<T?> NextAsync<T>(IAsyncStreamReader<T> stream, BirdGridClient client, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            if (await stream.MoveNext(cancellationToken))
            {
                return stream.Current;
            }

            Begin(new RpcException(new Status(StatusCode.Unavailable, "The silo ended the watch before what is watched ended.")));
        }
        catch (RpcException failure) when (ConnectionLoss.Is(failure) && !cancellationToken.IsCancellationRequested)
        {
            Begin(failure);
        }
        catch (RpcException failure)
        {
            throw client.Translate(failure, cancellationToken);
        }

        return IsOver ? throw client.Translate(Cause, cancellationToken) : null;
    }
}
