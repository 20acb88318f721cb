using BirdGrid.Silo.Hosting;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Silo.Tests.Hosting;

/// <summary>What one caller can make the server say hundreds of times is said once; nothing else is lost.</summary>
public sealed class QuietLoggerProviderTests
{
    private static readonly EventId TooManyAnswers = new(60, "Http2ConnectionQueueOperationsExceeded");

    [Fact]
    public void A_flood_is_one_line_and_other_errors_pass()
    {
        var lines = new Lines();
        var clock = new SettableClock();
        using var provider = new QuietLoggerProvider(lines, clock);
        var http2 = provider.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Http2");
        for (int i = 0; i < 65; i++)
        {
            Write(http2, TooManyAnswers, "flood");
        }

        Write(http2, new EventId(64, "Http2UnexpectedConnectionQueueError"), "true");
        Write(provider.CreateLogger("BirdGrid"), TooManyAnswers, "other");
        Assert.Equal(["flood", "true", "other"], lines.Written);

        clock.Now = 61;
        Write(http2, TooManyAnswers, "later");
        Write(http2, TooManyAnswers, "later");
        Assert.Equal(["flood", "true", "other", "later"], lines.Written);
    }

    private static void Write(ILogger logger, EventId id, string line) => logger.Log(LogLevel.Critical, id, line, null, (state, _) => state);

    private sealed class SettableClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> Written { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
