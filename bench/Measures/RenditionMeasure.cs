using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Grains.Datasets;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// Full training samples (crop, flip, Möbius on every photo, colour jitter) from the renditions that an import makes of the sample photos of
/// birds, decoded anew every time; one core.
/// </summary>
internal sealed class RenditionMeasure : IMeasure
{
    private const int Rounds = 9;
    private const int Size = 224;
    private const int SamplesPerPhoto = 6;

    /// <inheritdoc/>
    public string Name => "rendition-samples-per-second";

    /// <inheritdoc/>
    public string Description => "full training samples with Möbius a second from imported renditions, one core";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        var decoder = new PhotoDecoder();
        var encoder = new RenditionEncoder(decoder);
        int side = new ImportOptions { Dataset = "birds", IdempotencyKey = "measure" }.RenditionSize;
        string[] files = Directory.GetFiles(SharedFolder.Require("photos"), "n01*.jpg");
        Rendition[] renditions = [.. files.Order(StringComparer.Ordinal).Select(file => encoder.Make(File.ReadAllBytes(file), side))];
        var augmenter = new Augmenter(BenchPolicies.FullSample, seed: 1, Size);
        byte[] image = new byte[augmenter.OutputBytes];
        int drawn = 0;
        void Sample()
        {
            augmenter.Render(renditions[drawn % renditions.Length].EncodedJpeg, decoder, drawn / renditions.Length, drawn % renditions.Length, image);
            drawn++;
        }

        Timing.WarmUp(Sample);
        var rounds = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rounds.Add(1000 / Timing.MeanMs(SamplesPerPhoto * renditions.Length, _ => Sample()));
        }

        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{renditions.Length} renditions of {renditions.Average(r => r.Width):0}x{renditions.Average(r => r.Height):0} pixels and {renditions.Average(r => r.EncodedJpeg.Length):0} bytes on average; rounds {rounds.Min():0} to {rounds.Max():0} samples/s"));
        return Task.FromResult(Timing.Median(rounds));
    }
}
