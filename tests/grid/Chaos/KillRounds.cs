using System.Diagnostics;
using System.Globalization;
using BirdGrid.Client;
using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>Kills processes of a real grid, one after another, while it imports, trains, publishes, promotes and classifies, and looks after each what is left.</summary>
internal sealed class KillRounds
{
    /// <summary>Silos of the grid, each of which may die.</summary>
    public const int Silos = 3;

    private const int Epochs = 3;
    private static readonly TimeSpan ClassificationPeriod = TimeSpan.FromMilliseconds(150);

    private readonly GridCluster grid;
    private readonly TextWriter notes;
    private readonly PersistentClient client;
    private readonly GridWork work;
    private readonly List<string> violations = [];
    private readonly List<double> noticed = [];
    private readonly List<double> resumed = [];
    private TimeSpan importTime;

    private KillRounds(GridCluster grid, BirdGridClient connection, TextWriter notes)
    {
        this.grid = grid;
        this.notes = notes;
        client = new PersistentClient(connection);
        work = new GridWork(client, grid.PathOf("birds"), Epochs);
    }

    /// <summary>Starts a grid and goes through the rounds.</summary>
    /// <param name="rounds">Who dies when.</param>
    /// <param name="notes">Takes a line for each round.</param>
    /// <param name="probeTimeoutSeconds">The silos' BirdGrid:Cluster:ProbeTimeoutSeconds.</param>
    public static async Task<KillReport> RunAsync(IReadOnlyList<KillRound> rounds, TextWriter notes, double probeTimeoutSeconds = 1)
    {
        await using var grid = await GridCluster.StartRedisAsync();
        for (int silo = 0; silo < Silos; silo++)
        {
            await grid.AddAsync("all", [string.Create(CultureInfo.InvariantCulture, $"BirdGrid:Cluster:ProbeTimeoutSeconds={probeTimeoutSeconds}")]);
        }

        using var connection = new BirdGridClient(new BirdGridClientOptions { Address = grid.Addresses });
        return await new KillRounds(grid, connection, notes).RunAsync(rounds);
    }

    private async Task<KillReport> RunAsync(IReadOnlyList<KillRound> rounds)
    {
        var ledger = await WorkUndisturbedAsync();
        var audit = new GridAudit(client, grid.PathOf("blobs"));
        await using var load = new ClassificationLoad(grid.Addresses, work.Photos, clientCount: 2, ClassificationPeriod);
        for (int number = 1; number <= rounds.Count; number++)
        {
            long started = Stopwatch.GetTimestamp();
            int classified = load.Answers.Count;
            int repeats = client.Repeats;
            await GoThroughAsync(rounds[number - 1], number, ledger);

            var answers = load.Answers.Skip(classified).ToList();
            var found = answers.Where(a => a.Failure is not null).Select(a => $"a classification failed after {a.Took.TotalSeconds:0.0} s: {a.Failure}")
                .Concat(await audit.FindViolationsAsync(ledger)).ToList();
            violations.AddRange(found.Select(v => $"round {number}: {v}"));
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {number} ({rounds[number - 1]}): {found.Count} violations, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, {answers.Count} classified (slowest {answers.Select(a => a.Took.TotalSeconds).DefaultIfEmpty().Max():0.0} s), {client.Repeats - repeats} calls repeated"));
            foreach (string violation in found)
            {
                notes.WriteLine($"  {violation}");
            }
        }

        return new KillReport(violations, load.Answers.Count, load.Answers.Max(a => a.Took), noticed, resumed);
    }

    private async Task<GridLedger> WorkUndisturbedAsync()
    {
        long started = Stopwatch.GetTimestamp();
        var dataset = await work.ImportAsync(GridWork.Dataset);
        importTime = Stopwatch.GetElapsedTime(started);
        var session = await work.WaitForEndAsync((await work.StartAsync("undisturbed")).Id, _ => { });
        await work.PromoteAsync(session.ModelVersion.Version, "first");
        return new GridLedger
        {
            Epochs = Epochs,
            ManifestSha256 = dataset.Manifest.Sha256,
            WeightsSha256 = session.ModelVersion.Weights.Sha256,
            Datasets = { GridWork.Dataset },
            Sessions = { session.Id },
            Moves = { ("first", session.ModelVersion.Version) },
        };
    }

    private async Task GoThroughAsync(KillRound round, int number, GridLedger ledger)
    {
        switch (round.Moment)
        {
            case KillMoment.Import:
                await ImportAsync(round, number, ledger);
                break;
            case KillMoment.Training:
                // From the start of the session into its last epoch.
                int epoch = (int)(round.When * (Epochs + 1));
                await TrainAsync(round, number, ledger, s => s.Progress?.Epoch >= epoch);
                break;
            case KillMoment.Publication:
                await TrainAsync(round, number, ledger, s => s.Epochs.Count >= Epochs);
                break;
            case KillMoment.Promotion:
                await PromoteAsync(round, number, ledger);
                break;
            case KillMoment.Classification:
                await using (await KillAsync(round))
                {
                    await Task.Delay(TimeSpan.FromSeconds(4));
                }

                break;
            default:
                throw new UnreachableException();
        }
    }

    private async Task ImportAsync(KillRound round, int number, GridLedger ledger)
    {
        string dataset = $"birds-{number}";
        var import = work.ImportAsync(dataset);
        await Task.Delay(round.When * importTime);
        await using (await KillAsync(round))
        {
            var version = await import;
            var again = await work.ImportAsync(dataset);
            ledger.Datasets.Add(dataset);
            if (!version.Equals(again))
            {
                violations.Add($"round {number}: the same import was answered with version {version.Version} ({version.Manifest.Sha256[..8]}) and then {again.Version} ({again.Manifest.Sha256[..8]})");
            }
        }
    }

    private async Task TrainAsync(KillRound round, int number, GridLedger ledger, Predicate<TrainingSession> isTime)
    {
        var started = await work.StartAsync($"round-{number}");
        ledger.Sessions.Add(started.Id);
        var time = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long killed = 0;
        long fence = 0;
        double? resumedAfter = null;
        var end = work.WaitForEndAsync(started.Id, now =>
        {
            if (isTime(now))
            {
                time.TrySetResult();
            }

            if (Volatile.Read(ref killed) == 0)
            {
                fence = now.Fence;
            }
            else if (now.Fence > fence && now.State == TrainingState.Training)
            {
                resumedAfter ??= Stopwatch.GetElapsedTime(killed).TotalSeconds;
            }
        });
        await Task.WhenAny(time.Task, end);
        await Task.Delay(TimeSpan.FromSeconds(0.3 * round.When));
        Volatile.Write(ref killed, Stopwatch.GetTimestamp());
        await using (await KillAsync(round))
        {
            await end;
        }

        if (resumedAfter is { } seconds)
        {
            resumed.Add(seconds);
        }
    }

    private async Task PromoteAsync(KillRound round, int number, GridLedger ledger)
    {
        string key = $"round-{number}";
        int version = 1 + (number % ledger.Sessions.Count);
        var promote = work.PromoteAsync(version, key);
        await Task.Delay(TimeSpan.FromMilliseconds(30 * round.When));
        await using (await KillAsync(round))
        {
            await promote;
            await work.PromoteAsync(version, key);
            ledger.Moves.Add((key, version));
        }
    }

    private async Task<IAsyncDisposable> KillAsync(KillRound round)
    {
        if (round.Silo is not { } silo)
        {
            await grid.Redis.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(0.2 + (2 * round.When)));
            await grid.Redis.StartAsync();
            return new Return(() => Task.CompletedTask);
        }

        var victim = grid.Silos[silo];
        await victim.KillAsync();
        if (round.ReturnsAtOnce)
        {
            await victim.StartAsync();
            return new Return(() => Task.CompletedTask);
        }

        var notice = NoticeAsync(Stopwatch.GetTimestamp());
        return new Return(async () =>
        {
            await notice;
            await victim.StartAsync();
        });
    }

    private async Task NoticeAsync(long killed)
    {
        while ((await client.CallAsync(c => c.GetStatusAsync())).Silos.Count(s => s.Status == "active") >= Silos)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        noticed.Add(Stopwatch.GetElapsedTime(killed).TotalSeconds);
    }

    private sealed class Return(Func<Task> start) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await start();
    }
}
