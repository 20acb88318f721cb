using System.Diagnostics;
using BirdGrid.Bench.Serving;
using BirdGrid.Bench.Support;
using BirdGrid.Client.Load;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// What a single caller waits for beyond decoding and running: the silo, gRPC both ways, and the client. The two take turns, every photo once each
/// time, so that both have the same share of what the machine does beside.
/// </summary>
internal sealed class LatencyOverheadMeasure : IMeasure
{
    private const int Parts = 5;
    private const int TurnsOfPart = 8;

    /// <inheritdoc/>
    public string Name => "latency-overhead-ms";

    /// <inheritdoc/>
    public string Description => "Milliseconds at p50 that classifying a JPEG over gRPC takes beyond decoding and running it, one caller, MobileNetV2 (p99 in the notes)";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        await using var bench = await ServingBench.StartAsync("mobilenet_v2", cancellationToken);
        var target = bench.PhotoTarget();
        await bench.WarmUpAsync(target, new ClosedLoop(1), sendsPhotos: true, cancellationToken);
        int photos = bench.Photos.Count;
        var (raw, served) = (new Side(photos), new Side(photos));
        for (int part = 1; part <= Parts; part++)
        {
            var (rawNow, servedNow) = (new Side(photos), new Side(photos));
            for (int turn = 0; turn < TurnsOfPart; turn++)
            {
                var times = PinnedThread.Run(ServingBench.ServerCore, () => bench.Raw.LatenciesMs(bench.Photos, photos));
                for (int photo = 0; photo < photos; photo++)
                {
                    rawNow.Times[photo].Add(times[photo].Decode + times[photo].Run);
                }

                for (int photo = 0; photo < photos; photo++)
                {
                    long sent = Stopwatch.GetTimestamp();
                    var result = await target.SendAsync(photo, cancellationToken);
                    servedNow.Times[photo].Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                    if (result.Status != RequestStatus.Ok)
                    {
                        throw new InvalidOperationException($"A photo was not answered: {result.Code}.");
                    }
                }
            }

            notes.WriteLine($"part {part}: {Compare(rawNow, servedNow)}");
            raw.Add(rawNow);
            served.Add(servedNow);
        }

        notes.WriteLine($"all: {Compare(raw, served)}");
        return Over(raw, served, 50);
    }

    private static string Compare(Side raw, Side served) => string.Join("; ", new[] { 50, 99 }.Select(percent => FormattableString.Invariant(
        $"p{percent} raw {raw.All(percent):F2} ms, served {served.All(percent):F2} ms; beyond each photo's own time {Over(raw, served, percent):F2} ms")));

    // One photo in a hundred takes twice as long as any other: which of them is the 99th percentile would be chance. What is compared is how much
    // longer than a photo's middle raw time its answers take, served and raw.
    private static double Over(Side raw, Side served, double percent)
    {
        double[] typical = [.. raw.Times.Select(times => Timing.Median(times))];
        return served.Beyond(typical, percent) - raw.Beyond(typical, percent);
    }

    private sealed class Side(int photos)
    {
        /// <summary>Milliseconds of each photo, in every turn.</summary>
        public List<double>[] Times { get; } = [.. Enumerable.Range(0, photos).Select(_ => new List<double>())];

        public void Add(Side other)
        {
            for (int photo = 0; photo < Times.Length; photo++)
            {
                Times[photo].AddRange(other.Times[photo]);
            }
        }

        public double All(double percent) => Percentile(Times.SelectMany(times => times), percent);

        public double Beyond(IReadOnlyList<double> typical, double percent) => Percentile(Times.SelectMany((times, photo) => times.Select(ms => ms - typical[photo])), percent);

        private static double Percentile(IEnumerable<double> values, double percent)
        {
            double[] sorted = [.. values.Order()];
            return sorted[(int)Math.Ceiling(sorted.Length * percent / 100) - 1];
        }
    }
}
