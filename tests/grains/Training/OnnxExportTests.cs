using BirdGrid.Grains.Models;
using BirdGrid.Grains.Tests.Datasets;
using BirdGrid.Grains.Training;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Weights;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp;

namespace BirdGrid.Grains.Tests.Training;

/// <summary>What of a finished session becomes an ONNX model, and what does not.</summary>
public sealed class OnnxExportTests
{
    private const int Count = 2;
    private static readonly string[] Labels = ["owl", "wren"];
    private static readonly Preprocessing Preprocessing = new("resnet9", 72, 64, BackboneConfig.ImageNetMean, BackboneConfig.ImageNetStd);

    private readonly RecordingBlobStore blobs = new();

    [Fact]
    public async Task A_network_that_answers_alike_is_stored()
    {
        var (weights, photos) = Session();
        var onnx = await TryAsync(weights, photos);
        Assert.NotNull(onnx);
        Assert.Equal(OnnxExporter.Opset, onnx.Opset);
        Assert.InRange(onnx.MaxLogitDifference, 0, OnnxExport.Tolerance);
        using var engine = OnnxEngine.Load(await blobs.ReadAsync(onnx.Model));
        Assert.Equal(Labels, engine.Info.Labels);
    }

    [Theory]
    [InlineData(0.002f)]
    [InlineData(float.NaN)]
    public async Task One_that_differs_is_not(float difference)
    {
        var (weights, photos) = Session();
        photos.Logits[^1] += difference;
        Assert.Null(await TryAsync(weights, photos));
    }

    [Fact]
    public async Task What_cannot_be_exported_fails_no_session()
    {
        var (weights, photos) = Session();
        Assert.Null(await TryAsync(new StateDict(weights.Tensors.Skip(1)), photos));
        Assert.Null(await new OnnxExport(blobs, NullLogger<OnnxExport>.Instance).TryAsync(
            "ts-1", weights, Labels, Preprocessing, _ => throw new BusyException("no-batches", "No cpu silo answers."), CancellationToken.None));
    }

    [Fact]
    public async Task Giving_up_is_no_failure()
    {
        var (weights, _) = Session();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new OnnxExport(blobs, NullLogger<OnnxExport>.Instance).TryAsync(
            "ts-1", weights, Labels, Preprocessing, token => Task.FromCanceled<CheckedPhotos>(token), stop.Token));
    }

    [Fact]
    public async Task Versions_from_before_are_exported_when_they_are_read()
    {
        var (weights, photos) = Session();
        var version = new ModelVersion
        {
            Model = "birds",
            Version = 1,
            Lineage = null!,
            Evaluation = null!,
            Labels = Labels,
            Preprocessing = Preprocessing,
            Weights = await blobs.PutAsync(SafetensorsFile.ToBytes(weights)),
            Report = null!,
            Created = default,
        };
        byte[] made = await new OnnxModelStore(blobs).ReadAsync(version, CancellationToken.None);
        var stored = await TryAsync(weights, photos);
        Assert.Equal(await blobs.ReadAsync(stored!.Model), made);
        Assert.Equal(made, await new OnnxModelStore(blobs).ReadAsync(version with { Onnx = stored }, CancellationToken.None));
    }

    private Task<OnnxModel?> TryAsync(StateDict weights, CheckedPhotos photos) => new OnnxExport(blobs, NullLogger<OnnxExport>.Instance).TryAsync(
        "ts-1", weights, Labels, Preprocessing, _ => Task.FromResult(photos), CancellationToken.None);

    private static (StateDict Weights, CheckedPhotos Photos) Session()
    {
        using var backbone = BackboneRegistry.Create("resnet9", Labels.Length, seed: 3);
        using var input = new ImageInput(backbone.Config, torch.CPU);
        backbone.eval();
        byte[] images = new byte[Count * 64 * 64 * 3];
        new Random(1).NextBytes(images);
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        float[] logits = backbone.call(input.ToDevice(images, 64, Count)).data<float>().ToArray();
        return (ModuleWeights.Capture(backbone), new CheckedPhotos(images, Count, logits));
    }
}
