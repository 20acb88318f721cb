using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// A full training sample from a JPEG: decoding, random resized crop, flip, Möbius on every photo, colour jitter, uint8 224x224 out; against
/// torchvision's transforms without Möbius. One photo, new draws each time; both sides in turn on one core; the median of the rounds' ratios.
/// </summary>
internal sealed class SampleVsTorchvisionMeasure : IMeasure
{
    private const int Rounds = 15;
    private const int Size = 224;

    private readonly string size;
    private readonly int width;
    private readonly int height;
    private readonly int samplesPerRound;

    private SampleVsTorchvisionMeasure(string size, int width, int height, int samplesPerRound)
    {
        this.size = size;
        this.width = width;
        this.height = height;
        this.samplesPerRound = samplesPerRound;
    }

    /// <summary>From a 500x333 JPEG.</summary>
    public static SampleVsTorchvisionMeasure Small { get; } = new("small", 500, 333, 200);

    /// <summary>From a 4000x2667 JPEG.</summary>
    public static SampleVsTorchvisionMeasure Large { get; } = new("large", 4000, 2667, 16);

    /// <inheritdoc/>
    public string Name => $"sample-{size}-vs-torchvision";

    /// <inheritdoc/>
    public string Description => $"time of a full training sample with Möbius from a {width}x{height} JPEG over torchvision's without";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        string photo = Path.Combine(SharedFolder.Require("photos"), "n01530575_brambling.jpg");
        string jpeg = Path.Combine(folder.Path, "photo.jpg");
        using var peer = PeerProcess.Start("torchvision_sample.py", photo, $"{width}", $"{height}", jpeg, $"{samplesPerRound}");
        peer.Ask("round");

        byte[] encoded = File.ReadAllBytes(jpeg);
        var decoder = new PhotoDecoder();
        var augmenter = new Augmenter(BenchPolicies.FullSample, seed: 1, Size);
        byte[] image = new byte[augmenter.OutputBytes];
        int drawn = 0;
        void Sample() => augmenter.Render(encoded, decoder, 0, drawn++, image);
        Timing.WarmUp(Sample);

        var rounds = new List<(double Ours, double Theirs)>();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        int before = drawn;
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double theirs = peer.Ask("round")["sample"];
            rounds.Add((Timing.MeanMs(samplesPerRound, _ => Sample()), theirs));
        }

        long perSample = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (drawn - before);
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{encoded.Length} byte JPEG: BirdGrid {Timing.Median(rounds.Select(r => r.Ours)):0.000} ms, torchvision {Timing.Median(rounds.Select(r => r.Theirs)):0.000} ms a sample (means of {samplesPerRound}, medians of {Rounds} rounds); {perSample} bytes allocated a sample"));
        return Task.FromResult(Timing.Median(rounds.Select(r => r.Ours / r.Theirs)));
    }
}
