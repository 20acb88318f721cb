using BirdGrid.V1;
using RedisServer = BirdGrid.Grid.Tests.Support.RedisServer;

namespace BirdGrid.Bench.Support;

/// <summary>A grid of all-in-one silos on a core each, with one torch thread each and a Redis of its own, as so many machines of one core.</summary>
internal sealed class TrainingGrid : IAsyncDisposable
{
    private readonly TemporaryFolder redisFolder;
    private readonly TemporaryFolder blobs = new();
    private readonly RedisServer redis;
    private readonly List<BenchSilo> silos = [];

    private TrainingGrid(TemporaryFolder redisFolder, RedisServer redis) => (this.redisFolder, this.redis) = (redisFolder, redis);

    /// <summary>Starts the silos and imports photos as the dataset <c>measured</c>.</summary>
    /// <param name="machines">Silos, on the cores from 0 on.</param>
    /// <param name="photos">A folder per class.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TrainingGrid> StartAsync(int machines, string photos, CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder();
        var grid = new TrainingGrid(folder, await RedisServer.StartAsync(folder.Path));
        try
        {
            for (int core = 0; core < machines; core++)
            {
                grid.silos.Add(await BenchSilo.StartAsync(grid.Arguments(), core, cancellationToken));
            }

            await grid.silos[0].RunAsync(["dataset", "import", photos, "--name", "measured", "--validation", "0"], cancellationToken);
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    /// <summary>Trains on the photos, on every machine, without measuring accuracy.</summary>
    /// <param name="options">What `birdgrid train` is told besides.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The session's epochs.</returns>
    public async Task<IReadOnlyList<Epoch>> TrainAsync(IEnumerable<string> options, CancellationToken cancellationToken)
    {
        await silos[0].RunAsync(["train", "--dataset", "measured", "--method", "finetune", "--validation", "0", "--devices", $"{silos.Count}", "--json", .. options], cancellationToken);
        var session = await silos[0].SessionsAsync(cancellationToken).LastAsync(cancellationToken);
        return session.State == TrainingState.Completed ? session.Epochs : throw new InvalidOperationException($"The session is {session.State}: {session.Message}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }

        await redis.DisposeAsync();
        redisFolder.Dispose();
        blobs.Dispose();
    }

    private string[] Arguments() =>
    [
        "--role", "all", "--device", "cpu", "--set", "BirdGrid:Device:Threads=1", "--set", "BirdGrid:Cluster:Provider=Redis",
        "--set", $"BirdGrid:Cluster:Redis={redis.Endpoint}", "--set", $"BirdGrid:Blobs:Directory={blobs.Path}",
    ];
}
