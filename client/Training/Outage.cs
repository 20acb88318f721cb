using Grpc.Core;

namespace BirdGrid.Client.Training;

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
}
