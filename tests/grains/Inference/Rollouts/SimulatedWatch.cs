using BirdGrid.Grains.Inference.Replicas;
using BirdGrid.Grains.Inference.Rollouts;
using BirdGrid.Grains.Models.Traffic;
using Microsoft.Extensions.Time.Testing;

namespace BirdGrid.Grains.Tests.Inference.Rollouts;

/// <summary>
/// A version beside its reference on a machine whose load comes and goes in bursts: seconds to minutes in which everything takes a multiple of its
/// time, waits for the processor at random and, where asked for, fails whoever runs.
/// </summary>
internal sealed record SimulatedWatch
{
    private const int Tried = 2;
    private const int Reference = 1;
    private const double BaseMs = 7;

    public required int Seed { get; init; }

    public required int RequestsPerSecond { get; init; }

    /// <summary>Share of the requests that the tried version gets: all of them after a promotion.</summary>
    public double Share { get; init; } = 1;

    public int Seconds { get; init; } = 120;

    /// <summary>Multiple of the reference's time.</summary>
    public double Slowdown { get; init; } = 1;

    /// <summary>Share of its own runs that the tried version fails.</summary>
    public double Failures { get; init; }

    /// <summary>Share of all runs, of whichever version, that fail during a burst.</summary>
    public double SharedFailures { get; init; }

    /// <summary>Watches, and tells when and why the version was taken out; null: it never was.</summary>
    public (TimeSpan After, string Why, string Evidence)? Run()
    {
        var random = new Random(Seed);
        var clock = new FakeTimeProvider();
        long started = clock.GetTimestamp();
        var judge = new RolloutJudge(Tried, Reference, RollbackRules.Default);
        var pace = new ComparisonPace(clock);
        var load = new Load(random);
        bool hasFailed = false;
        double owed = 0;
        for (int second = 0; second < Seconds; second++)
        {
            load.NextSecond();
            owed += RequestsPerSecond * Share;
            int count = (int)owed;
            owed -= count;
            var tried = Live(random, load, Tried, count);
            var reference = Live(random, load, Reference, RequestsPerSecond - count);
            hasFailed |= tried.Errors > 0;
            var runs = PairedRuns.None(Tried, Reference);
            foreach (double at in Enumerable.Range(0, Math.Min(RequestsPerSecond, 8)).Select(_ => second + random.NextDouble()).Order())
            {
                var wait = TimeSpan.FromSeconds(at) - clock.GetElapsedTime(started);
                clock.Advance(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
                int turns = pace.Begin(hasFailed);
                if (turns > 0)
                {
                    runs = runs.Plus(Compare(random, load, turns, out double tookMs));
                    clock.Advance(TimeSpan.FromMilliseconds(tookMs));
                    pace.End(runs.TriedFailures > 0);
                    hasFailed = false;
                }
            }

            judge.Add(new RolloutReport([tried, reference], AgreementCounts.Zero) { Comparisons = [runs] });
            if (judge.Fault() is { } why)
            {
                return (TimeSpan.FromSeconds(second + 1), why, judge.Evidence());
            }
        }

        return null;
    }

    private OutcomeCounts Live(Random random, Load load, int version, int count)
    {
        long[] latencies = new long[LatencyBuckets.Count];
        long errors = 0;
        for (int i = 0; i < count; i++)
        {
            if (Fails(random, load, version))
            {
                errors++;
            }
            else
            {
                latencies[LatencyBuckets.IndexOf(BaseMs * load.Factor * load.Factor)]++;
            }
        }

        return new OutcomeCounts(version, count, errors, latencies);
    }

    private PairedRuns Compare(Random random, Load load, int turns, out double tookMs)
    {
        var runs = PairedRuns.None(Tried, Reference);
        tookMs = 0;
        for (int i = 0; i < turns; i++)
        {
            double tried = load.RunMs(BaseMs * Slowdown);
            double reference = load.RunMs(BaseMs);
            tookMs += tried + reference;
            bool triedFails = Fails(random, load, Tried);
            bool referenceFails = Fails(random, load, Reference);
            runs = runs.Plus(new PairedRuns(Tried, Reference, 1, triedFails ? 1 : 0, 1, referenceFails ? 1 : 0, i == 0 || triedFails || referenceFails ? [] : [new PairedTime(tried, reference)]));
        }

        return runs;
    }

    private bool Fails(Random random, Load load, int version) =>
        random.NextDouble() < (version == Tried ? Failures : 0) || (load.IsBurst && random.NextDouble() < SharedFailures);

    private sealed class Load(Random random)
    {
        private double secondsLeft;

        public bool IsBurst { get; private set; }

        public double Factor { get; private set; } = 1;

        public void NextSecond()
        {
            secondsLeft--;
            if (secondsLeft <= 0)
            {
                IsBurst = !IsBurst;
                secondsLeft = -(IsBurst ? 8 : 12) * Math.Log(1 - random.NextDouble());
                Factor = IsBurst ? 1.5 + (random.NextDouble() * 8) : 1;
            }
        }

        public double RunMs(double ms)
        {
            double noise = Math.Exp(0.2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            double preempted = random.NextDouble() < (IsBurst ? 0.3 : 0.02) ? -40 * Math.Log(1 - random.NextDouble()) : 0;
            return (ms * Factor * noise) + preempted;
        }
    }
}
