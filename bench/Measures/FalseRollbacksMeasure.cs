using System.Diagnostics;
using System.Globalization;
using BirdGrid.Bench.Serving;
using BirdGrid.Bench.Support;
using BirdGrid.Client;
using BirdGrid.Client.Load;
using BirdGrid.Grains.Inference.Engines;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Models.Traffic;
using BirdGrid.Silo;
using BirdGrid.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// Promotions of a version that equals the one before, and of versions that are twice as slow or fail one in twenty, beside bursts of other processes
/// and requests at random rates.
/// </summary>
internal sealed class FalseRollbacksMeasure : IMeasure
{
    private const string Model = "birds";
    private const string Backbone = "mobilenet_v2";
    private const int Promotions = 100;
    private const int Trials = 4;
    private const int SlowVersion = 3;
    private const int FailingVersion = 4;
    private const double LeastRate = 5;
    private const double MostRate = 60;

    private static readonly TimeSpan ShortWatch = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Name => "false-rollbacks";

    /// <inheritdoc/>
    public string Description => "Of 100 promotions of an equal version beside random load, those rolled back (a version twice as slow, and one that fails 5 %, must go back within 2 minutes)";

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A version that does worse was not taken back in time: the judge sees nothing.</exception>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        using var data = new TemporaryFolder();
        await using var silo = await RunningSilo.StartAsync(
            new SiloStartOptions { DataDirectory = data.Path, Url = "http://127.0.0.1:0", Device = "cpu" },
            services => services.AddSingleton<EngineLoader>().AddSingleton<FaultyLoader>(provider => new FaultyLoader(provider.GetRequiredService<EngineLoader>()) { Slow = { SlowVersion }, Failing = { FailingVersion } }).AddSingleton<IEngineLoader>(provider => provider.GetRequiredService<FaultyLoader>()),
            cancellationToken);
        await ServedModels.PublishAsync(silo.Services, [.. Enumerable.Repeat((Model, Backbone), FailingVersion)]);
        using var trial = new Rollouts(silo, await PhotosAsync(cancellationToken), notes);

        // Short watches have few requests: they are judged from the first.
        await trial.JudgeAfterAsync(1, cancellationToken);
        await using var load = new RandomLoad(seed: 1);
        var seen = await trial.PromoteEqualAsync(load, cancellationToken);
        await trial.JudgeAfterAsync(RollbackRules.Default.MinimumRequests, cancellationToken);
        int late = 0;
        foreach (var (version, what) in new[] { (SlowVersion, "twice as slow"), (FailingVersion, "fails 5 %") })
        {
            for (int i = 0; i < Trials; i++)
            {
                late += await trial.FindAsync(version, what, seed: 1000 + i, cancellationToken) ? 0 : 1;
            }
        }

        notes.WriteLine(FormattableString.Invariant($"{load.BusySeconds:F0} processor seconds were asked for by other processes of this measure"));
        return late == 0 ? seen : throw new InvalidOperationException($"{late} of {2 * Trials} versions that do worse were not taken back within {Patience.TotalMinutes:F0} minutes.");
    }

    private static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> PhotosAsync(CancellationToken cancellationToken)
    {
        var files = Directory.EnumerateFiles(SharedFolder.Require("photos"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(40);
        return await LoadPhotos.ReadAsync(files, cancellationToken: cancellationToken);
    }

    /// <summary>Promotions in a silo, and what became of them.</summary>
    private sealed class Rollouts(RunningSilo silo, IReadOnlyList<ReadOnlyMemory<byte>> photos, TextWriter notes) : IDisposable
    {
        private readonly BirdGridClient client = new(new BirdGridClientOptions { Address = silo.Url, Attempts = 1 });

        private IModelGrain Grain => silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IModelGrain>(Model);

        private IRolloutGrain Judge => silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IRolloutGrain>(Model);

        /// <summary>Requests from which a version is judged.</summary>
        public Task JudgeAfterAsync(int requests, CancellationToken cancellationToken) => client.Serving.SetTrafficAsync(
            new V1.SetTrafficRequest { Model = Model, Who = "bench", Rollback = new V1.RollbackRules { MinimumRequests = requests } }, cancellationToken);

        /// <summary>Promotes two equal versions in turn.</summary>
        /// <returns>How many went back.</returns>
        public async Task<int> PromoteEqualAsync(RandomLoad load, CancellationToken cancellationToken)
        {
            int rolledBack = 0;
            var requests = new List<long>();
            var turns = new List<long>();
            var p95 = new List<double>();
            for (int i = 0; i < Promotions; i++)
            {
                int next = (await Grain.GetRoute()).Primary == 1 ? 2 : 1;
                var window = await WatchAsync(next, ShapeOf(i), () => Task.FromResult(false), ShortWatch, cancellationToken);
                requests.Add(window.Answers);
                turns.Add((await Judge.GetView()).Comparisons.Sum(c => c.Turns));
                p95.Add(window.Latency.PercentileMs(95));
                if ((await Grain.GetRoute()).Primary != next)
                {
                    rolledBack++;
                    var move = (await Grain.GetHistory()).Moves[0];
                    notes.WriteLine($"promotion {i + 1} of version {next} was rolled back: {move.Why}");
                }
            }

            notes.WriteLine(FormattableString.Invariant($"{Promotions} promotions of an equal version, each watched for {ShortWatch.TotalSeconds:F0} s: {rolledBack} rolled back; requests in a watch {requests.Min()} to {requests.Max()}, middle {requests.Order().ElementAt(Promotions / 2)}; timed turns of both versions {turns.Min()} to {turns.Max()}, middle {turns.Order().ElementAt(Promotions / 2)} (16 in which one version is clearly slower decide); p95 in a watch {p95.Min():F0} to {p95.Max():F0} ms; processor seconds asked for by other processes of this measure {load.BusySeconds:F0}"));
            notes.WriteLine(FormattableString.Invariant($"a p95 of more than twice that of the watch before, by which versions were judged once: {p95.Zip(p95.Skip(1)).Count(pair => pair.Second > 2 * pair.First)} of {Promotions - 1}"));
            return rolledBack;
        }

        /// <summary>Promotes a version that does worse.</summary>
        /// <returns>Whether it went back in time.</returns>
        public async Task<bool> FindAsync(int version, string what, int seed, CancellationToken cancellationToken)
        {
            var shape = ShapeOf(seed);
            long started = Stopwatch.GetTimestamp();
            var window = await WatchAsync(version, shape, async () => (await Grain.GetRoute()).Primary != version, Patience, cancellationToken);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            bool isFound = (await Grain.GetRoute()).Primary != version;
            string rate = shape is OpenLoop open ? string.Create(CultureInfo.InvariantCulture, $"{open.RequestsPerSecond:F0} requests/s") : $"{((ClosedLoop)shape).Concurrency} callers";
            notes.WriteLine(FormattableString.Invariant($"{what}, {rate}: {(isFound ? "taken back" : "NOT taken back")} after {seconds:F1} s, loading included, and {window.Answers} requests"));
            notes.WriteLine($"  {(isFound ? (await Grain.GetHistory()).Moves[0].Why : string.Join(' ', (await Judge.GetView()).Comparisons.Select(c => c.Evidence)))}");

            if (!isFound)
            {
                await client.Models.PromoteAsync(new V1.PromoteRequest { Model = Model, Version = 1, Who = "bench" }, cancellationToken);
            }

            return isFound;
        }

        /// <inheritdoc/>
        public void Dispose() => client.Dispose();

        private static LoadShape ShapeOf(int seed)
        {
            var random = new Random(seed);
            return random.Next(4) == 0
                ? new ClosedLoop(random.Next(1, 17))
                : new OpenLoop(LeastRate + (random.NextDouble() * (MostRate - LeastRate))) { Arrivals = ArrivalProcess.Poisson, Seed = seed };
        }

        private async Task<LoadWindow> WatchAsync(int version, LoadShape shape, Func<Task<bool>> isDone, TimeSpan length, CancellationToken cancellationToken)
        {
            await using var run = LoadRun.Start(new ClassifyTarget(client, Model, photos), shape);
            await client.Models.PromoteAsync(new V1.PromoteRequest { Model = Model, Version = version, Who = "bench" }, cancellationToken);
            long started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < length && !await isDone())
            {
                await Task.Delay(200, cancellationToken);
            }

            return run.Cut();
        }
    }
}
