using System.Globalization;
using System.Runtime.InteropServices;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// The warp of a 224x224x3 photo, coordinates computed, one bilinear sample a pixel, against OpenCV's remap, which does the same with the
/// maps given (the faster of float and fixed-point maps). Six maps; both sides in turn on one core; the median of the rounds' ratios.
/// </summary>
internal sealed class WarpVsRemapMeasure : IMeasure
{
    private const int Rounds = 15;
    private const int Calls = 120;

    /// <summary>Most that the two may differ on average over the picture, levels: they did the same work.</summary>
    private const double MostMeanDifference = 0.6;

    /// <inheritdoc/>
    public string Name => "warp-vs-remap";

    /// <inheritdoc/>
    public string Description => "time of a Möbius warp of 224x224x3 over cv2.remap's with free maps";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        string path = Path.Combine(SharedFolder.Require("fixtures"), "augmentation", "brambling_eval224.png");
        RgbImage photo = new PhotoDecoder().Decode(File.ReadAllBytes(path));
        using var folder = new TemporaryFolder();
        using var peer = PeerProcess.Start("remap.py", [path, .. WarpMaps.All.SelectMany(map => WriteMaps(folder.Path, map.Name, map.Forward))]);
        byte[] output = new byte[WarpMaps.Size * WarpMaps.Size * 3];
        foreach (var (name, forward) in WarpMaps.All)
        {
            Timing.WarmUp(() => Warp(photo, forward, output));
            CheckSameWork(peer, Path.Combine(folder.Path, "remapped"), name, output);
        }

        var rounds = new List<(double Ours, double Theirs)>();
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double theirs = peer.Ask("round").Values.Average();
            double ours = WarpMaps.All.Average(map => Timing.MedianMs(Calls, () => Warp(photo, map.Forward, output)));
            rounds.Add((ours, theirs));
        }

        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"BirdGrid {Timing.Median(rounds.Select(r => r.Ours)):0.0000} ms, cv2.remap {Timing.Median(rounds.Select(r => r.Theirs)):0.0000} ms (means over {WarpMaps.All.Count} maps, medians of {Rounds} rounds); instructions: {WarpKernel.Instructions}"));
        return Task.FromResult(Timing.Median(rounds.Select(r => r.Ours / r.Theirs)));
    }

    private static void Warp(RgbImage photo, MobiusMap forward, byte[] output) =>
        WarpKernel.Sample(photo, SamplingMap.FromPixelMap(forward), WarpMaps.Size, WarpMaps.Size, output, antialiased: false);

    private static string[] WriteMaps(string folder, string name, MobiusMap forward)
    {
        var map = SamplingMap.FromPixelMap(forward);
        var positions = Enumerable.Range(0, WarpMaps.Size * WarpMaps.Size).Select(i => map.SourceAt(i % WarpMaps.Size, i / WarpMaps.Size)).ToArray();
        string rows = Path.Combine(folder, $"{name}.rows");
        string columns = Path.Combine(folder, $"{name}.columns");
        File.WriteAllBytes(rows, MemoryMarshal.AsBytes<float>(positions.Select(p => (float)p.Row).ToArray()));
        File.WriteAllBytes(columns, MemoryMarshal.AsBytes<float>(positions.Select(p => (float)p.Column).ToArray()));
        return [name, rows, columns];
    }

    private static void CheckSameWork(PeerProcess peer, string file, string name, byte[] ours)
    {
        peer.Ask($"image {name} {file}");
        double difference = File.ReadAllBytes(file).Zip(ours, (theirs, our) => Math.Abs(theirs - our)).Average();
        if (difference > MostMeanDifference)
        {
            throw new InvalidOperationException($"On map {name} the pictures differ by {difference:0.00} levels on average; the times would not compare the same work.");
        }
    }
}
