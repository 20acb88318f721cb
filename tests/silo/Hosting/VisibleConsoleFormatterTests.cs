using BirdGrid.Silo.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirdGrid.Silo.Tests.Hosting;

public sealed class VisibleConsoleFormatterTests
{
    [Fact]
    public void An_entry_is_one_line_without_control_characters()
    {
        using var written = new StringWriter();
        var failure = new InvalidOperationException("broken\r\n\u001B[2J");
        new VisibleConsoleFormatter().Write(
            new LogEntry<string>(LogLevel.Error, "Birds", new EventId(7), "class \u001B]0;title\u0007\nforged: line", failure, (state, _) => state), null, written);

        string line = written.ToString().TrimEnd('\n');
        Assert.StartsWith(@"fail: Birds[7] class \u001B]0;title\u0007 forged: line System.InvalidOperationException: broken \u001B[2J", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain('\u001B', line);
    }
}
