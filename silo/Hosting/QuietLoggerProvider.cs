using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Hosting;

/// <summary>
/// The console, which is told once a minute what one caller can make the server say hundreds of times: that a connection queued too many answers (HTTP/2
/// rapid reset), once for each of its streams, as critical. Everything else passes.
/// </summary>
/// <param name="console">The console.</param>
/// <param name="clock">Time.</param>
[ProviderAlias("Console")]
internal sealed class QuietLoggerProvider(ILoggerProvider console, TimeProvider clock) : ILoggerProvider, ISupportExternalScope
{
    private const string Category = "Microsoft.AspNetCore.Server.Kestrel.Http2";
    private const string TooManyAnswers = "Http2ConnectionQueueOperationsExceeded";
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Puts it before the console.</summary>
    public static void Add(ILoggingBuilder logging) => logging.Services.AddSingleton<ILoggerProvider>(services =>
        new QuietLoggerProvider(
            new ConsoleLoggerProvider(services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>(), services.GetServices<ConsoleFormatter>()),
            services.GetService<TimeProvider>() ?? TimeProvider.System));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        var logger = console.CreateLogger(categoryName);
        return categoryName == Category ? new QuietLogger(logger, clock) : logger;
    }

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (console as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    /// <inheritdoc/>
    public void Dispose() => console.Dispose();

    private sealed class QuietLogger(ILogger inner, TimeProvider clock) : ILogger
    {
        private long last = -1;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name != TooManyAnswers || IsDue())
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }

        private bool IsDue()
        {
            long before = Interlocked.Read(ref last);
            long now = clock.GetTimestamp();
            return (before < 0 || clock.GetElapsedTime(before, now) >= Pause) && Interlocked.CompareExchange(ref last, now, before) == before;
        }
    }
}
