using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Client;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;
using RedisServer = BirdGrid.Grid.Tests.Support.RedisServer;

namespace BirdGrid.Bench.Sweeps;

/// <summary>The same trials under one set of conditions, on a fresh grid.</summary>
/// <param name="Name">The conditions.</param>
/// <param name="Silos">Silos, each on a core of its own.</param>
/// <param name="SharesFeatures">Whether trials share the frozen backbone's features.</param>
/// <param name="StopsEarly">Whether losers stop.</param>
internal sealed record SweepArm(string Name, int Silos, bool SharesFeatures, bool StopsEarly)
{
    private const string Dataset = "birds-60";

    /// <summary>Imports the photos and runs the trials.</summary>
    /// <returns>The sweep as it ended.</returns>
    public async Task<Sweep> RunAsync(CancellationToken cancellationToken)
    {
        using var redisFolder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync(redisFolder.Path);
        using var blobs = new TemporaryFolder();
        var silos = new List<BenchSilo>();
        try
        {
            for (int core = 0; core < Silos; core++)
            {
                silos.Add(await BenchSilo.StartAsync(Settings(redis.Endpoint, blobs.Path), core, cancellationToken));
            }

            using var client = new BirdGridClient(new BirdGridClientOptions { Address = silos[0].Url });
            await client.Datasets.ImportAsync(new ImportHeader { Dataset = Dataset, SplitSeed = 1 }, PhotoFolder.Read(SharedFolder.Require(Dataset)), cancellationToken: cancellationToken);
            var sweep = await client.Sweeps.StartAsync(Spec(), cancellationToken: cancellationToken);
            await foreach (var now in client.Sweeps.WatchAsync(sweep.Id, cancellationToken))
            {
                sweep = now;
            }

            return sweep;
        }
        finally
        {
            foreach (var silo in silos)
            {
                await silo.DisposeAsync();
            }
        }
    }

    private string[] Settings(string redis, string blobs) =>
    [
        "--role", "all", "--device", "cpu", "--threads", "1",
        .. new[]
        {
            "BirdGrid:Cluster:Provider=Redis",
            $"BirdGrid:Cluster:Redis={redis}",
            $"BirdGrid:Blobs:Directory={blobs}",
            string.Create(CultureInfo.InvariantCulture, $"BirdGrid:Training:ShareFeatures={SharesFeatures}"),
        }.SelectMany(setting => new[] { "--set", setting }),
    ];

    private SweepSpec Spec() => new()
    {
        Name = "sweep-speedup",
        Base = new TrainingSpec
        {
            Model = "measured",
            Dataset = Dataset,
            Backbone = "mobilenet_v2",
            Method = TrainingMethod.Transfer,
            Augmentation = "light",
            ImageSize = 96,
            ResizeSize = 96,
            Epochs = 81,
            FeatureVariants = 1,
        },
        Search = StopsEarly ? SweepSearch.Asha : SweepSearch.Random,
        Trials = 12,
        Seed = 1,
        Parallel = Silos,
        MinEpochs = StopsEarly ? 3 : 0,
        Parameters =
        {
            new SweepParameter { Name = "learningRate", Range = new SweepRange { Low = 1e-4, High = 0.1, Logarithmic = true } },
            new SweepParameter { Name = "weightDecay", Range = new SweepRange { Low = 1e-4, High = 0.1, Logarithmic = true } },
            new SweepParameter { Name = "optimizer", Values = { new SweepValue { Label = "sgd" }, new SweepValue { Label = "adamw" } } },
        },
    };
}
