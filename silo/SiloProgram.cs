using BirdGrid.Silo.Hosting;

namespace BirdGrid.Silo;

/// <summary>Runs a silo as a program: errors become one sentence and an exit code.</summary>
public static class SiloProgram
{
    /// <summary>Exit code of a silo that ended as asked.</summary>
    public const int Success = 0;

    /// <summary>Exit code of a silo that could not start or failed.</summary>
    public const int Failure = 1;

    /// <summary>Exit code of a silo whose configuration is wrong.</summary>
    public const int Misconfigured = 2;

    /// <summary>Starts a silo and runs it until it is told to stop (SIGTERM, Ctrl-C or the token).</summary>
    /// <param name="options">What the start says itself.</param>
    /// <param name="cancellationToken">Stops the silo.</param>
    /// <returns>An exit code.</returns>
    public static async Task<int> RunAsync(SiloStartOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var silo = await RunningSilo.StartAsync(options, cancellationToken);
            if (!options.Quiet)
            {
                Console.Out.WriteLine(silo.ReadyMessage);
            }

            await silo.WaitForShutdownAsync(cancellationToken);
            return Success;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Success;
        }
        catch (Exception failure) when (StartFailure.Explain(failure) is { } explained)
        {
            Console.Error.WriteLine(explained.Sentence);
            return explained.ExitCode;
        }
    }
}
