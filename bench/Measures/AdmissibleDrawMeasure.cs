using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Augmentation;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// One draw of an M-admissible Möbius map, at M = 2 and M = 3, against rejection as it is published, candidate after candidate in double
/// precision; both in turn on one core, the median of the rounds.
/// </summary>
internal sealed class AdmissibleDrawMeasure : IMeasure
{
    private const int Rounds = 9;
    private const int Draws = 10_000;
    private const int PlainDraws = 200;

    /// <summary>Long enough for the runtime to have compiled both with all optimisations, on a core that it shares with the measurement.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private delegate MobiusMap DrawMap(MobiusOptions options, ref PhiloxRandom random);

    /// <inheritdoc/>
    public string Name => "admissible-draw-ms";

    /// <inheritdoc/>
    public string Description => "milliseconds of one draw of a Möbius map that is M-admissible for M = 2, one core";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        double atTwo = Measure(2, notes, cancellationToken);
        Measure(3, notes, cancellationToken);
        return Task.FromResult(atTwo);
    }

    private static double Measure(double m, TextWriter notes, CancellationToken cancellationToken)
    {
        var options = new MobiusOptions { Mode = MobiusMode.Admissible, M = m };
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < WarmUp)
        {
            Milliseconds(Drawn, options, PlainDraws, round: 0);
            Milliseconds(PlainlyRejected, options, 1, round: 0);
        }

        double[] drawn = new double[Rounds];
        double[] plain = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            drawn[round] = Milliseconds(Drawn, options, Draws, round + 1);
            plain[round] = Milliseconds(PlainlyRejected, options, PlainDraws, round + 1);
        }

        Array.Sort(drawn);
        Array.Sort(plain);
        notes.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"M = {m}: {drawn[Rounds / 2]:0.00000} ms a draw ({drawn[0]:0.00000} to {drawn[^1]:0.00000}), plain rejection {plain[Rounds / 2]:0.0000} ms, {plain[Rounds / 2] / drawn[Rounds / 2]:0} times as long"));
        return drawn[Rounds / 2];
    }

    private static double Milliseconds(DrawMap draw, MobiusOptions options, int draws, int round) =>
        Timing.MeanMs(draws, photo =>
        {
            var random = new PhiloxRandom(1, round, photo, 0);
            draw(options, ref random);
        });

    private static MobiusMap Drawn(MobiusOptions options, ref PhiloxRandom random) => MobiusSampler.Draw(options, 224, ref random);

    private static MobiusMap PlainlyRejected(MobiusOptions options, ref PhiloxRandom random)
    {
        while (true)
        {
            var forward = MobiusMap.FromThreePoints(Point(ref random), Point(ref random), Point(ref random), Point(ref random), Point(ref random), Point(ref random));
            if (MobiusSampler.IsAdmissible(forward, options.M) && MobiusSampler.KeepsPoleOutside(forward))
            {
                return forward;
            }
        }
    }

    private static Complex Point(ref PhiloxRandom random)
    {
        double row = random.NextDouble();
        return new Complex(row, random.NextDouble());
    }
}
