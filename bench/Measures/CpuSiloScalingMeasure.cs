using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Augmentation.Batches;
using BirdGrid.Grains.Placement;
using BirdGrid.Vision.Augmentation;
using Microsoft.Extensions.Options;
using RedisServer = BirdGrid.Grid.Tests.Support.RedisServer;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// Augmented samples a second from two cpu silos over those from one: Redis, two cpu silos, and this process as the trainer's silo, which pulls
/// batches as a trainer does and drops them. Each cpu silo has the same fixed share of a core of its own, in every round; the rest is for
/// the trainer's silo, and the note says how much of it that uses. Rounds with one silo (the first and the second in turn) and with both
/// alternate. Photos are not cached.
/// </summary>
internal sealed class CpuSiloScalingMeasure : IMeasure
{
    private const int Silos = 2;
    private const int WarmUpRounds = 8;
    private const int Pairs = 11;
    private const int Batches = 40;
    private const double Share = 0.4;

    /// <inheritdoc/>
    public string Name => "cpu-silo-scaling";

    /// <inheritdoc/>
    public string Description => "augmented samples a second from two cpu silos over those from one, each on its core";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        using var redisFolder = new TemporaryFolder();
        await using var redis = await RedisServer.StartAsync(redisFolder.Path);
        using var blobs = new TemporaryFolder();
        string[] grid = ["BirdGrid:Cluster:Provider=Redis", $"BirdGrid:Cluster:Redis={redis.Endpoint}", $"BirdGrid:Blobs:Directory={blobs.Path}"];
        string[] serve = ["--role", "cpu", "--device", "cpu", .. grid.Append("BirdGrid:Augmentation:PhotoCacheMiB=0").SelectMany(s => new[] { "--set", s })];
        using var firstShare = new CoreShare(core: 0, Share);
        using var secondShare = new CoreShare(core: Environment.ProcessorCount - 1, Share);
        await using var first = await BenchSilo.StartAsync(serve, firstShare.CommandPrefix, cancellationToken);
        await using var second = await BenchSilo.StartAsync(serve, secondShare.CommandPrefix, cancellationToken);
        await using var trainer = await InProcessSilo.StartAsync(SharedFolder.Require("birds-60"), cancellationToken, [.. grid, "BirdGrid:Role=gpu"]);

        var silos = new SiloChoice(new AugmenterSilos(trainer.Get<IGrainFactory>(), trainer.Get<SiloRoster>()));
        if (silos.Active.Count != Silos)
        {
            throw new InvalidOperationException($"{silos.Active.Count} cpu silos are active, there should be {Silos}.");
        }

        var source = new BatchSource(silos, trainer.Get<IOptions<AugmentationOptions>>().Value);
        var pipeline = new EpochPipeline(trainer, AugmentationPolicy.BirdsMobius, await EpochPipeline.ManifestAsync(trainer, cancellationToken), source: source);
        using var traffic = new OrleansTraffic();
        TimeSpan SilosTime() => first.ProcessorTime + second.ProcessorTime;
        async Task<CpuSiloRound> RoundAsync(int epoch, Predicate<int> uses)
        {
            silos.Uses = uses;
            return await CpuSiloRound.RunAsync(pipeline, epoch, Batches, traffic, SilosTime, cancellationToken);
        }

        for (int round = 1; round <= WarmUpRounds; round++)
        {
            await RoundAsync(round, _ => true);
        }

        var one = new List<CpuSiloRound>();
        var both = new List<CpuSiloRound>();
        for (int pair = 0; pair < Pairs; pair++)
        {
            // Which silo is alone changes from pair to pair, and every two pairs which round comes first.
            int epoch = WarmUpRounds + 1 + pair;
            int alone = pair % Silos;
            if (pair % (2 * Silos) < Silos)
            {
                one.Add(await RoundAsync(epoch, index => index == alone));
                both.Add(await RoundAsync(epoch, _ => true));
            }
            else
            {
                both.Add(await RoundAsync(epoch, _ => true));
                one.Add(await RoundAsync(epoch, index => index == alone));
            }
        }

        double scaling = Timing.Median(one.Zip(both, (single, pair) => pair.SamplesPerSecond / single.SamplesPerSecond));
        Note(notes, "one cpu silo", one);
        Note(notes, "two cpu silos", both);
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"work of the silos, whatever else ran: {Timing.Median(one.Select(r => r.SamplesPerSiloSecond)):0} samples a second of processor time alone, {Timing.Median(both.Select(r => r.SamplesPerSiloSecond)):0} of both"));
        return scaling;
    }

    private static void Note(TextWriter notes, string what, List<CpuSiloRound> rounds) => notes.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what}: {Timing.Median(rounds.Select(r => r.SamplesPerSecond)):0} samples/s (rounds {rounds.Min(r => r.SamplesPerSecond):0} to {rounds.Max(r => r.SamplesPerSecond):0}), {Timing.Median(rounds.Select(r => r.BytesPerSample)):0} bytes over the wire a sample, the trainer's silo used {Timing.Median(rounds.Select(r => r.TrainerShare)):0.00} of a core, the cpu silos {Timing.Median(rounds.Select(r => r.SilosShare)):0.00}"));
}
