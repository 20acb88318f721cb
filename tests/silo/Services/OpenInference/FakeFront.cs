using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using BirdGrid.Grains;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Models;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Silo.Tests.Services.OpenInference;

/// <summary>
/// Answers for the model <c>finch</c>, versions 1 and 2 (champion), 8 x 8 pixels, three classes: the logits of an image are its first pixel's red,
/// green and blue, 0 to 255; those of a photo its length, its first byte and 0.
/// </summary>
internal sealed class FakeFront : IInferenceFront
{
    public const int Side = 8;

    public static readonly string[] Labels = ["robin", "wren", "blue tit"];

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<InferenceRequest> Requests { get; } = [];

    /// <summary>Thrown instead of the next answer.</summary>
    public Exception? Failure { get; set; }

    public static ModelVersion VersionOf(int version)
    {
        var blob = new BlobRef(new string('a', 64), 1);
        return new ModelVersion
        {
            Model = "finch",
            Version = version,
            Lineage = new Lineage { SessionId = "ts-1", Dataset = "d", DatasetVersion = 1, Manifest = blob, Backbone = "resnet9", Method = "FineTune", Initialization = "Scratch", Seed = 1, AugmentationJson = "{}", OptionsJson = "{}", CodeVersion = "test", EpochsRun = 1, KeptEpoch = 1 },
            Evaluation = new EvaluationSummary { Split = DatasetSplit.Test, Photos = 1, Top1 = 1, Top5 = 1, Loss = 0, ClassPhotos = [1, 1, 1], ClassAccuracy = [1, 1, 1], Confusion = [1, 0, 0, 0, 1, 0, 0, 0, 1] },
            Labels = Labels,
            Preprocessing = new Preprocessing("resnet9", Side, Side, [0, 0, 0], [1, 1, 1]),
            Weights = blob,
            Report = blob,
            Created = DateTimeOffset.UnixEpoch,
        };
    }

    public Task<ModelVersion> FindAsync(ModelReference reference, CancellationToken cancellationToken) => (reference.Model, reference.Version, reference.Alias) switch
    {
        ("finch", null, null or "champion") => Task.FromResult(VersionOf(2)),
        ("finch", 1 or 2, null) => Task.FromResult(VersionOf(reference.Version.Value)),
        ("finch", _, _) => throw new NotFoundException("unknown-version", $"finch has no version {reference.Version}{reference.Alias}."),
        _ => throw new NotFoundException("unknown-model", $"There is no model '{reference.Model}'."),
    };

    public async Task<InferenceAnswer> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        if (Failure is { } failure)
        {
            Failure = null;
            throw failure;
        }

        var version = await FindAsync(request.Model, cancellationToken);
        float[] logits = request.Images is { } images
            ? LogitsOf(images)
            : [.. request.Photos.SelectMany(p => (float[])[p.Length, p.Span[0], 0])];
        return new InferenceAnswer(version, logits, logits.Length / Labels.Length, new InferenceTimings(1, 2, 3, 4, 10, 1));
    }

    private static float[] LogitsOf(PreparedImages images)
    {
        int bytes = PreparedImages.BytesPerImage(images.Format, Side);
        if (images.Pixels.Length != images.Count * bytes)
        {
            throw new RefusedException("wrong-input-size", "Not the version's size.");
        }

        return [.. Enumerable.Range(0, images.Count).SelectMany(i => FirstPixel(images.Pixels.Span[(i * bytes)..], images.Format))];
    }

    private static float[] FirstPixel(ReadOnlySpan<byte> image, PixelFormat format) => format == PixelFormat.Bytes
        ? [image[0], image[1], image[2]]
        : [.. MemoryMarshal.Cast<byte, float>(image)[..3].ToArray().Select(v => v * 255)];
}
