using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Hosting;

/// <summary>
/// Work in the background of a silo that never ends it: what the work throws is logged with its cause, and the work begins anew after a pause, twice as
/// long every time. Every background service of BirdGrid is one; .NET ends a host whose <see cref="BackgroundService"/> throws.
/// </summary>
/// <param name="clock">Time.</param>
/// <param name="logger">Where failures are noted.</param>
public abstract partial class SupervisedService(TimeProvider clock, ILogger logger) : BackgroundService
{
    /// <summary>Pause after the first failure.</summary>
    internal static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause; work that lasted longer begins with the shortest again.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Time.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>Log.</summary>
    protected ILogger Logger => logger;

    /// <summary>Does the work until the token says stop; returns early where nothing is left to do. It may be called again after it threw.</summary>
    /// <param name="stoppingToken">The silo stops.</param>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = ShortestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            long began = clock.GetTimestamp();
            try
            {
                await RunAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                pause = clock.GetElapsedTime(began) > LongestPause ? ShortestPause : pause;
                LogFailed(failure, GetType().Name, pause.TotalSeconds);
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    [LoggerMessage(EventId = 350, EventName = "BackgroundWorkFailed", Level = LogLevel.Error, Message = "{Service} failed, and is started again in {PauseSeconds} s; the silo goes on.")]
    private partial void LogFailed(Exception failure, string service, double pauseSeconds);
}
