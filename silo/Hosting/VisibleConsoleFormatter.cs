using BirdGrid.Grains;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace BirdGrid.Silo.Hosting;

/// <summary>
/// A line an entry, and no character in it that is not seen: what callers send gets into messages, and a terminal would obey it.
/// </summary>
internal sealed class VisibleConsoleFormatter() : ConsoleFormatter(FormatName)
{
    /// <summary>Name in the configuration of logging.</summary>
    public const string FormatName = "birdgrid";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        string cause = logEntry.Exception is { } exception ? $" {exception}" : string.Empty;
        string line = $"{message}{cause}".ReplaceLineEndings(" ");
        textWriter.WriteLine($"{WordOf(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] {GridText.Shown(line, int.MaxValue)}");
    }

    private static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
