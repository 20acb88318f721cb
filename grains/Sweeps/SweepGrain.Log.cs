using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Sweeps;

public sealed partial class SweepGrain
{
    [LoggerMessage(EventId = 500, EventName = "SweepStarted", Level = LogLevel.Information, Message = "Sweep {Sweep} starts with {Trials} trials.")]
    private partial void LogStarted(string sweep, int trials);

    [LoggerMessage(EventId = 501, EventName = "SweepEnded", Level = LogLevel.Information, Message = "Sweep {Sweep} ended: {State} {Cause}")]
    private partial void LogEnded(string sweep, SweepRunState state, string cause);

    [LoggerMessage(EventId = 502, EventName = "TrialUnreachable", Level = LogLevel.Warning, Message = "Sweep {Sweep}: the session of trial {Trial} cannot be reached now; it is tried again.")]
    private partial void LogUnreachable(Exception cause, string sweep, int trial);
}
