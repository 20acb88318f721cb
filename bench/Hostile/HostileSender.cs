using System.Diagnostics;
using System.Globalization;

namespace BirdGrid.Bench.Hostile;

/// <summary>
/// Hostile requests out of a process of their own, at the lowest priority: what they cost their sender is not taken from the silo and its callers, as
/// it would not be if they came from elsewhere.
/// </summary>
internal sealed class HostileSender : IDisposable
{
    /// <summary>First argument of the process.</summary>
    public const string Argument = "hostile-sender";

    private readonly Process process;

    private HostileSender(Process process) => this.process = process;

    /// <summary>Starts the process.</summary>
    /// <param name="grpcUrl">Address of the silo's gRPC.</param>
    /// <param name="restUrl">Address of its REST.</param>
    /// <param name="model">A model of it.</param>
    public static HostileSender Start(string grpcUrl, string restUrl, string model)
    {
        var start = new ProcessStartInfo("nice", ["-n", "19", "dotnet", typeof(HostileSender).Assembly.Location, Argument, grpcUrl, restUrl, model]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return new HostileSender(Process.Start(start) ?? throw new InvalidOperationException("The sender of hostile requests could not be started."));
    }

    /// <summary>What the process does: sends the input of each number that it reads, and writes how it was answered.</summary>
    /// <param name="arguments">Addresses and model.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var inputs = new HostileInputs(arguments[0], arguments[1], arguments[2]).All().ToList();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.Out.WriteLine(await HostileFlood.SendAsync(inputs[int.Parse(line, CultureInfo.InvariantCulture)], CancellationToken.None));
        }

        return 0;
    }

    /// <summary>Sends an input many times.</summary>
    /// <param name="index">Its place among all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Answers and how often each came.</returns>
    public async Task<string> SendAsync(int index, CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteLineAsync(index.ToString(CultureInfo.InvariantCulture));
        return await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The sender of hostile requests ended.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}
