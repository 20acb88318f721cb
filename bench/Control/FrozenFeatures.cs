using System.Security.Cryptography;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Bench.Control;

/// <summary>ImageNet's MobileNetV2 without its head, over a cache.</summary>
internal sealed class FrozenFeatures : IDisposable
{
    private const int BatchSize = 32;

    private readonly Backbone backbone;
    private readonly Learner learner;
    private readonly FeatureCache cache;
    private readonly int imageSize;

    /// <summary>Loads the network.</summary>
    /// <param name="weightsFile">Its ImageNet weights, a safetensors file.</param>
    /// <param name="imageSize">Side of the images in pixels.</param>
    /// <param name="cacheFolder">Where features are kept.</param>
    public FrozenFeatures(string weightsFile, int imageSize, string cacheFolder)
    {
        byte[] weights = File.ReadAllBytes(weightsFile);
        this.imageSize = imageSize;
        backbone = BackboneRegistry.Create("mobilenet_v2", classCount: 1, seed: 0);
        ModuleWeights.LoadPretrained(backbone, SafetensorsFile.Read(weights));
        learner = new Learner(backbone, TrainingOptions.ForTransfer(), stepsPerEpoch: 1);
        string network = Convert.ToHexStringLower(SHA256.HashData(weights))[..16];
        cache = new FeatureCache(Path.Combine(cacheFolder, $"mobilenet_v2-{network}-{imageSize}"), Width);
    }

    /// <summary>Floats of an image's features.</summary>
    public int Width => backbone.Config.FeatureCount;

    /// <summary>Images computed rather than found since the start.</summary>
    public int Computed { get; private set; }

    /// <summary>The features of rendered images.</summary>
    /// <param name="images">uint8 HWC each.</param>
    /// <returns>The images' SHA-256 in hexadecimal and their features, float [images, <see cref="Width"/>].</returns>
    public (string[] Hashes, float[] FeatureRows) Of(IReadOnlyList<byte[]> images)
    {
        string[] hashes = [.. images.Select(image => Convert.ToHexStringLower(SHA256.HashData(image)))];
        int[] missing = [.. Enumerable.Range(0, hashes.Length).Where(i => !cache.Knows(hashes[i])).DistinctBy(i => hashes[i])];
        if (missing.Length > 0)
        {
            cache.Add([.. missing.Select(i => hashes[i])], Compute([.. missing.Select(i => images[i])]));
            Computed += missing.Length;
        }

        float[] rows = new float[hashes.Length * Width];
        for (int i = 0; i < hashes.Length; i++)
        {
            cache.Find(hashes[i]).CopyTo(rows.AsSpan(i * Width));
        }

        return (hashes, rows);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        learner.Dispose();
        backbone.Dispose();
    }

    private float[] Compute(byte[][] images)
    {
        int imageBytes = imageSize * imageSize * 3;
        byte[] batchNhwc = new byte[BatchSize * imageBytes];
        float[] rows = new float[images.Length * Width];
        for (int first = 0; first < images.Length; first += BatchSize)
        {
            int count = Math.Min(BatchSize, images.Length - first);
            for (int i = 0; i < count; i++)
            {
                images[first + i].CopyTo(batchNhwc, i * imageBytes);
            }

            learner.ExtractFeatures(batchNhwc.AsSpan(0, count * imageBytes), imageSize, count, rows.AsSpan(first * Width, count * Width));
        }

        return rows;
    }
}
