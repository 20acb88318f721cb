using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Placement;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Quantization;
using BirdGrid.Vision.Training;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Quantization;

/// <inheritdoc cref="IQuantizerGrain"/>
[RequireSiloRole(SiloRole.Cpu)]
public sealed partial class QuantizerGrain(
    IBlobStore blobs,
    ManifestStore manifests,
    OnnxModelStore models,
    PhotoDecoder decoder,
    CpuExecutor cpu,
    ILogger<QuantizerGrain> logger) : Grain, IQuantizerGrain
{
    /// <summary>Held-out photos that accuracy is measured on, at most.</summary>
    private const int MostMeasuredPhotos = 2048;

    /// <summary>Photos that are in memory at once while accuracy is measured.</summary>
    private const int ChunkPhotos = 32;

    /// <inheritdoc/>
    public async Task<QuantizedModel> Quantize(QuantizeRequest request, CancellationToken cancellationToken = default)
    {
        if (request.CalibrationPhotos is not (>= 1 and <= QuantizeRequest.MostCalibrationPhotos))
        {
            throw new RefusedException("calibration-photos-out-of-range", $"{request.CalibrationPhotos} photos to calibrate on: it has to be 1 to {QuantizeRequest.MostCalibrationPhotos}.");
        }

        var versionGrain = GrainFactory.GetGrain<IModelVersionGrain>(this.GetPrimaryKeyString());
        var version = await versionGrain.Get();
        var (calibration, heldOut) = await DrawAsync(version, request, cancellationToken);
        byte[] exact = await models.ReadAsync(version, cancellationToken);
        byte[] quantized = await CalibrateAsync(version, exact, calibration, cancellationToken);
        var (exactRight, quantizedRight) = await MeasureAsync(version, exact, quantized, heldOut, cancellationToken);
        var result = new QuantizedModel(
            await blobs.PutAsync(quantized, cancellationToken), calibration.Length, (double)quantizedRight / heldOut.Length, (double)exactRight / heldOut.Length, heldOut.Length);
        await versionGrain.AttachQuantized(result);
        LogQuantized(version.Key, result.CalibrationPhotos, result.Top1, result.Fp32Top1, result.Photos);
        return result;
    }

    /// <summary>
    /// The photos to calibrate on, and those to measure on: the split that the version was measured on. Where that was set aside of the training
    /// photos, or there was none, those training photos that calibration does not see.
    /// </summary>
    private async Task<(int[] Calibration, LabelledPhoto[] HeldOut)> DrawAsync(ModelVersion version, QuantizeRequest request, CancellationToken cancellationToken)
    {
        var columns = await manifests.ReadColumnsAsync(version.Lineage.Manifest, cancellationToken);
        int[] train = Shuffle(columns.IndicesOf(DatasetSplit.Train), request.Seed);
        int[] measured = version.Evaluation.Split == DatasetSplit.Train ? [] : Shuffle(columns.IndicesOf(version.Evaluation.Split), request.Seed);
        int calibrated = Math.Min(request.CalibrationPhotos, measured.Length > 0 ? train.Length : train.Length / 2);
        measured = measured.Length > 0 ? measured : train[calibrated..];
        return (train[..calibrated], [.. measured.Take(MostMeasuredPhotos).Select(photo => new LabelledPhoto(photo, columns.LabelOf(photo)))]);

        static int[] Shuffle(int[] photos, ulong seed) => [.. EpochOrder.Permutation(photos.Length, seed, epoch: 1).Select(i => photos[i])];
    }

    private async Task<byte[]> CalibrateAsync(ModelVersion version, byte[] exact, int[] photos, CancellationToken cancellationToken)
    {
        var images = new List<ReadOnlyMemory<byte>>();
        foreach (int[] chunk in photos.Chunk(ChunkPhotos))
        {
            images.AddRange(await RenderAsync(version, chunk, cancellationToken));
        }

        try
        {
            return await cpu.RunAsync("quantize", () => ModelQuantizer.Quantize(exact, images, cancellationToken: cancellationToken), cancellationToken);
        }
        catch (NotSupportedException unsuited)
        {
            throw new RefusedException("not-quantizable", unsuited.Message);
        }
    }

    private async Task<(int Exact, int Quantized)> MeasureAsync(ModelVersion version, byte[] exact, byte[] quantized, LabelledPhoto[] photos, CancellationToken cancellationToken)
    {
        using var comparison = await cpu.RunAsync("load", () => new ModelComparison(exact, quantized), cancellationToken);
        foreach (var chunk in photos.Chunk(ChunkPhotos))
        {
            var images = await RenderAsync(version, [.. chunk.Select(photo => photo.Index)], cancellationToken);
            await cpu.RunAsync("measure", () => comparison.Add(images, [.. chunk.Select(photo => photo.Label)]), cancellationToken);
        }

        return (comparison.ExactRight, comparison.QuantizedRight);
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> RenderAsync(ModelVersion version, int[] photos, CancellationToken cancellationToken)
    {
        var manifest = await manifests.OpenAsync(version.Lineage.Manifest, cancellationToken);
        var renditions = await manifest.ReadRenditionsAsync(photos, cancellationToken);
        var transform = new EvaluationTransform(version.Preprocessing.ResizeSize, version.Preprocessing.CropSize);
        return await Task.WhenAll(renditions.Select(async rendition =>
        {
            byte[] encoded = await blobs.ReadAsync(rendition, cancellationToken);
            return await cpu.RunAsync("render", () => Render(encoded, transform), cancellationToken);
        }));
    }

    private ReadOnlyMemory<byte> Render(byte[] encoded, EvaluationTransform transform)
    {
        byte[] image = new byte[transform.ImageBytes];
        transform.Render(decoder.Decode(encoded), image);
        return image;
    }

    [LoggerMessage(EventId = 602, EventName = "VersionQuantized", Level = LogLevel.Information, Message = "{Version} quantized on {CalibrationPhotos} photos: top-1 {Top1} in int8, {Fp32Top1} in fp32, on {Photos} photos.")]
    private partial void LogQuantized(string version, int calibrationPhotos, double top1, double fp32Top1, int photos);

    private readonly record struct LabelledPhoto(int Index, int Label);
}
