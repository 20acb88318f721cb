using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>The two consoles: results on standard output, everything else on standard error.</summary>
internal static class Terminal
{
    /// <summary>Width assumed where output goes to a file.</summary>
    private const int RedirectedWidth = 110;

    /// <summary>Results.</summary>
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>Progress and remarks.</summary>
    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (redirected)
        {
            console.Profile.Width = RedirectedWidth;
        }

        return console;
    }
}
