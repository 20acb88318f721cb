using System.Runtime.InteropServices;
using BirdGrid.Silo.Hosting;

namespace BirdGrid.Silo;

/// <summary>Runs a silo as a program: errors become one sentence and an exit code.</summary>
public static class SiloProgram
{
    /// <summary>Exit code of a silo that ended as asked.</summary>
    public const int Success = 0;

    /// <summary>Exit code of a silo that could not start, failed, or ended without having been told to.</summary>
    public const int Failure = 1;

    /// <summary>Exit code of a silo whose configuration is wrong.</summary>
    public const int Misconfigured = 2;

    /// <summary>Starts a silo and runs it until it is told to stop (SIGTERM, Ctrl-C or the token).</summary>
    /// <param name="options">What the start says itself.</param>
    /// <param name="cancellationToken">Stops the silo.</param>
    /// <returns>An exit code.</returns>
    public static Task<int> RunAsync(SiloStartOptions options, CancellationToken cancellationToken) => RunAsync(options, _ => { }, cancellationToken);

    /// <summary>Starts a silo with some of its services replaced, and runs it.</summary>
    internal static async Task<int> RunAsync(SiloStartOptions options, Action<IServiceCollection> replace, CancellationToken cancellationToken)
    {
        bool isSignalled = false;

        // Before the host's own: what is registered first hears of a signal first.
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => isSignalled = true);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => isSignalled = true);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, _ => isSignalled = true);
        try
        {
            await using var silo = await RunningSilo.StartAsync(options, replace, () => Volatile.Read(ref isSignalled) || cancellationToken.IsCancellationRequested, cancellationToken);
            if (!options.Quiet)
            {
                Console.Out.WriteLine(silo.ReadyMessage);
            }

            await silo.WaitForShutdownAsync(cancellationToken);
            return silo.End.IsUnasked ? Failure : Success;
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
        catch (Exception unexpected)
        {
            // A fault of BirdGrid's own: the stack is for whoever mends it.
            Console.Error.WriteLine($"The silo failed: {unexpected.Message}");
            Console.Error.WriteLine(unexpected);
            return Failure;
        }
    }
}
