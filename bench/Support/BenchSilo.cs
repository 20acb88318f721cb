using System.Diagnostics;
using System.Runtime.CompilerServices;
using BirdGrid.V1;
using Grpc.Net.Client;
using FreePorts = BirdGrid.Grid.Tests.Support.FreePorts;

namespace BirdGrid.Bench.Support;

/// <summary>A silo of its own for one measurement: a process with an empty data directory.</summary>
internal sealed class BenchSilo : IAsyncDisposable
{
    private readonly TemporaryFolder? own;
    private readonly string url;
    private readonly Process process;
    private readonly GrpcChannel channel;

    private BenchSilo(string? data, IReadOnlyList<string> settings, IReadOnlyList<string> prefix)
    {
        own = data is null ? new TemporaryFolder() : null;
        url = $"http://127.0.0.1:{FreePorts.Next()}";
        process = BirdGridCommand.Start(["serve", "--url", url, "--data", data ?? own!.Path, "--set", "BirdGrid:RestUrl=", .. settings], prefix);
        channel = GrpcChannel.ForAddress(url);
    }

    /// <summary>Starts a silo and waits until it says that it is ready.</summary>
    public static Task<BenchSilo> StartAsync(CancellationToken cancellationToken, params string[] settings) => StartAsync(settings, core: null, cancellationToken);

    /// <summary>Starts a silo on one core alone, and waits until it says that it is ready.</summary>
    /// <param name="settings">Arguments of <c>birdgrid serve</c>.</param>
    /// <param name="core">The core; null: all of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<BenchSilo> StartAsync(IReadOnlyList<string> settings, int? core, CancellationToken cancellationToken) =>
        StartAsync(settings, core is { } only ? ["taskset", "-c", $"{only}"] : [], cancellationToken);

    /// <summary>Starts a silo and waits until it says that it is ready.</summary>
    /// <param name="settings">Arguments of <c>birdgrid serve</c>.</param>
    /// <param name="prefix">Words before the program.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<BenchSilo> StartAsync(IReadOnlyList<string> settings, IReadOnlyList<string> prefix, CancellationToken cancellationToken) =>
        StartAsync(data: null, settings, prefix, cancellationToken);

    /// <summary>Starts a silo on one core alone over data that are there, and waits until it says that it is ready.</summary>
    /// <param name="data">The data directory, which stays.</param>
    /// <param name="settings">Arguments of <c>birdgrid serve</c>.</param>
    /// <param name="core">The core.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<BenchSilo> StartAsync(string data, IReadOnlyList<string> settings, int core, CancellationToken cancellationToken) =>
        StartAsync(data, settings, ["taskset", "-c", $"{core}"], cancellationToken);

    /// <summary>Starts a silo over data that are there, and waits until it says that it is ready.</summary>
    /// <param name="data">The data directory, which stays.</param>
    /// <param name="settings">Arguments of <c>birdgrid serve</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<BenchSilo> StartAsync(string data, IReadOnlyList<string> settings, CancellationToken cancellationToken) =>
        StartAsync(data, settings, [], cancellationToken);

    private static async Task<BenchSilo> StartAsync(string? data, IReadOnlyList<string> settings, IReadOnlyList<string> prefix, CancellationToken cancellationToken)
    {
        var silo = new BenchSilo(data, settings, prefix);
        string? ready = await silo.process.StandardOutput.ReadLineAsync(cancellationToken);
        if (ready is null)
        {
            await silo.DisposeAsync();
            throw new InvalidOperationException("The silo ended before it was ready; standard error has said why.");
        }

        return silo;
    }

    /// <summary>Memory of the silo's process that is in use, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Processor time of the silo so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Runs a birdgrid command against the silo.</summary>
    public Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        BirdGridCommand.RunAsync([.. arguments, "--server", url], cancellationToken);

    /// <summary>The silo's address.</summary>
    public string Url => url;

    /// <summary>Every session, oldest first.</summary>
    public async IAsyncEnumerable<TrainingSession> SessionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var response = await new TrainingService.TrainingServiceClient(channel).ListAsync(new ListTrainingRequest(), cancellationToken: cancellationToken);
        foreach (var session in response.Sessions.Reverse())
        {
            yield return session;
        }
    }

    /// <summary>The newest version of a model.</summary>
    public async Task<ModelVersion> LatestVersionAsync(string model, CancellationToken cancellationToken)
    {
        var history = await new ModelService.ModelServiceClient(channel).GetHistoryAsync(new GetModelHistoryRequest { Model = model }, cancellationToken: cancellationToken);
        return history.Versions[0];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        own?.Dispose();
    }
}
