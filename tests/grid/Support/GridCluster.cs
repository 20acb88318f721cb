namespace BirdGrid.Grid.Tests.Support;

/// <summary>A grid of real processes on this machine: Redis and any number of silos, one folder of blobs.</summary>
internal sealed class GridCluster : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly List<SiloProcess> silos = [];

    private GridCluster(TemporaryFolder folder, RedisServer redis)
    {
        this.folder = folder;
        Redis = redis;
    }

    /// <summary>The grid's Redis.</summary>
    public RedisServer Redis { get; }

    /// <summary>Every silo that was added, in that order.</summary>
    public IReadOnlyList<SiloProcess> Silos => silos;

    /// <summary>The addresses of every silo, as a client is told them.</summary>
    public string Addresses => string.Join(',', silos.Select(s => s.Url));

    /// <summary>Settings of every silo that is added from now on.</summary>
    public IReadOnlyList<string> Settings { get; init; } = ["BirdGrid:Device:Threads=1"];

    /// <summary>Starts Redis; silos are added.</summary>
    public static async Task<GridCluster> StartAsync(params string[] roles)
    {
        var cluster = await StartRedisAsync();
        foreach (string role in roles)
        {
            await cluster.AddAsync(role);
        }

        return cluster;
    }

    /// <summary>Starts Redis alone.</summary>
    /// <param name="address">Where it listens.</param>
    public static async Task<GridCluster> StartRedisAsync(string address = "127.0.0.1")
    {
        var folder = new TemporaryFolder();
        return new GridCluster(folder, await RedisServer.StartAsync(folder["redis"], address));
    }

    /// <summary>Adds a silo and waits until it is ready.</summary>
    /// <param name="role">gpu (on the CPU device), cpu, gateway or all.</param>
    /// <param name="settings">Configuration besides <see cref="Settings"/>.</param>
    /// <param name="commandPrefix">Words before the program.</param>
    public async Task<SiloProcess> AddAsync(string role, IReadOnlyList<string>? settings = null, IReadOnlyList<string>? commandPrefix = null)
    {
        var silo = await SiloProcess.StartAsync(new SiloStart
        {
            Role = role,
            DataDirectory = folder[$"silo-{silos.Count}"],
            Settings =
            [
                "BirdGrid:Cluster:Provider=Redis",
                $"BirdGrid:Cluster:Redis={Redis.Endpoint}",
                $"BirdGrid:Cluster:SiloPort={FreePorts.Next()}",
                "BirdGrid:Cluster:ProbeTimeoutSeconds=0.5",
                $"BirdGrid:Blobs:Directory={folder["blobs"]}",
                .. Settings,
                .. settings ?? [],
            ],
            CommandPrefix = commandPrefix ?? [],
        });
        silos.Add(silo);
        return silo;
    }

    /// <summary>A path in the cluster's folder.</summary>
    public string PathOf(string name) => folder[name];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }

        await Redis.DisposeAsync();
        folder.Dispose();
    }
}
