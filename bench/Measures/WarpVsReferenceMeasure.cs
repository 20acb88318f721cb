using System.Globalization;
using System.Numerics;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// The published way to warp a 224x224x3 photo (restated in bench/peers/published_routine.py) over ours, one sample a pixel on either side; the
/// same six maps, both sides in turn on one core, the median of the rounds' ratios. With several samples where a map shrinks: a note.
/// </summary>
internal sealed class WarpVsReferenceMeasure : IMeasure
{
    private const int Rounds = 5;
    private const int Calls = 120;

    /// <inheritdoc/>
    public string Name => "warp-vs-reference-speedup";

    /// <inheritdoc/>
    public string Description => "time of the published Möbius routine over ours, 224x224x3";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        string path = Path.Combine(SharedFolder.Require("fixtures"), "augmentation", "brambling_eval224.png");
        RgbImage photo = new PhotoDecoder().Decode(File.ReadAllBytes(path));
        using var peer = PeerProcess.Start("published_routine.py", [path, .. WarpMaps.All.SelectMany(map => Arguments(map.Name, map.Forward))]);
        byte[] output = new byte[WarpMaps.Size * WarpMaps.Size * 3];
        double OursMs(bool antialiased) => WarpMaps.All.Average(map => Timing.MedianMs(Calls, () => Warp(map.Forward, antialiased)));
        void Warp(MobiusMap forward, bool antialiased) => WarpKernel.Sample(
            photo, SamplingMap.FromPixelMap(forward), WarpMaps.Size, WarpMaps.Size, output, antialiased: antialiased);
        Timing.WarmUp(() => Warp(WarpMaps.All[1].Forward, antialiased: true));
        Timing.WarmUp(() => Warp(WarpMaps.All[1].Forward, antialiased: false));

        var rounds = new List<(double Ours, double Antialiased, double Theirs)>();
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double theirs = peer.Ask("round").Values.Average();
            rounds.Add((OursMs(antialiased: false), OursMs(antialiased: true), theirs));
        }

        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"BirdGrid {Timing.Median(rounds.Select(r => r.Ours)):0.0000} ms, the published routine {Timing.Median(rounds.Select(r => r.Theirs)):0.00} ms; with several samples a pixel where a map shrinks {Timing.Median(rounds.Select(r => r.Antialiased)):0.000} ms, {Timing.Median(rounds.Select(r => r.Theirs / r.Antialiased)):0} times faster (means over {WarpMaps.All.Count} maps, medians of {Rounds} rounds)"));
        return Task.FromResult(Timing.Median(rounds.Select(r => r.Theirs / r.Ours)));
    }

    private static string[] Arguments(string name, MobiusMap map)
    {
        string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        return [name, .. new Complex[] { map.A, map.B, map.C, map.D }.SelectMany(c => new[] { Text(c.Real), Text(c.Imaginary) })];
    }
}
