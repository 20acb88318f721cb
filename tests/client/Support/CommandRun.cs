using BirdGrid.Cli;

namespace BirdGrid.Client.Tests.Support;

/// <summary>A command line that has run, with what it wrote.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command line; only for tests of <see cref="ProcessWide"/>.</summary>
    public static async Task<CommandRun> OfAsync(params string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        var (written, complained) = (new StringWriter(), new StringWriter());
        Console.SetOut(written);
        Console.SetError(complained);
        try
        {
            int exitCode = await BirdGridProgram.RunAsync(args);
            return new CommandRun(exitCode, written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
