using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Training;

public sealed partial class TrainingSessionGrain
{
    [LoggerMessage(EventId = 300, EventName = "SessionStarted", Level = LogLevel.Information, Message = "Session {Session}: trainer with fence {Fence} starts after epoch {Epoch}.")]
    private partial void LogStarted(string session, long fence, int epoch);

    [LoggerMessage(EventId = 301, EventName = "SessionWithoutTrainer", Level = LogLevel.Warning, Message = "Session {Session} has no trainer yet: {Cause}")]
    private partial void LogNoTrainer(string session, string cause);

    [LoggerMessage(EventId = 302, EventName = "SessionEnded", Level = LogLevel.Information, Message = "Session {Session} ended: {State} {Cause}")]
    private partial void LogEnded(string session, TrainingState state, string cause);
}
