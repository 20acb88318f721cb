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

    /// <summary>Whether somebody looks at a console that can redraw, and wants colours (no NO_COLOR).</summary>
    public static bool IsLive(IAnsiConsole console) =>
        console.Profile.Capabilities is { Interactive: true, Ansi: true, ColorSystem: not ColorSystem.NoColors };

    /// <summary>Writes text that has no markup to standard output; it may have several lines.</summary>
    public static void WriteLine(string text) => Console.Out.WriteLine(text.ToVisible(keepLines: true));

    /// <summary>Writes a sentence to standard error.</summary>
    public static void WriteError(string sentence) => Console.Error.WriteLine(sentence.ToVisible());

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = CreatePlain(writer, redirected);
        console.Pipeline.Attach(new VisibleSegments());
        return console;
    }

    private static IAnsiConsole CreatePlain(TextWriter writer, bool redirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (!redirected)
        {
            return AnsiConsole.Create(settings);
        }

        // Decided for each stream on its own: a terminal on one does not make the other one.
        settings.Ansi = AnsiSupport.No;
        settings.ColorSystem = ColorSystemSupport.NoColors;
        settings.Interactive = InteractionSupport.No;
        var console = AnsiConsole.Create(settings);
        console.Profile.Width = RedirectedWidth;
        return console;
    }
}
