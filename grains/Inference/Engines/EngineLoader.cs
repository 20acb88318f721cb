using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Training;
using BirdGrid.Vision.Inference.Engines;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TorchSharp;

namespace BirdGrid.Grains.Inference.Engines;

/// <inheritdoc cref="IEngineLoader"/>
/// <param name="grains">Finds what lies beside versions.</param>
/// <param name="blobs">Where networks lie.</param>
/// <param name="models">Those in ONNX.</param>
/// <param name="device">Where TorchSharp computes.</param>
/// <param name="options">Engine, precision, threads.</param>
/// <param name="logger">Told where the two runtimes differ.</param>
public sealed partial class EngineLoader(
    IGrainFactory grains,
    IBlobStore blobs,
    OnnxModelStore models,
    DeviceExecutor device,
    IOptions<InferenceOptions> options,
    ILogger<EngineLoader> logger) : IEngineLoader
{
    private bool UsesTorch => options.Value.Engine == "torch" || (options.Value.Engine == "auto" && device.Device.type == DeviceType.CUDA);

    /// <inheritdoc/>
    public async Task<IInferenceEngine> LoadAsync(ModelVersion version, CancellationToken cancellationToken) =>
        UsesTorch ? await LoadTorchAsync(version, cancellationToken) : await LoadOnnxAsync(version, cancellationToken);

    private async Task<DeviceBoundEngine> LoadTorchAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        byte[] weights = await ModelFiles.ReadWeightsAsync(version.Key, () => blobs.ReadAsync(version.Weights, cancellationToken));
        bool isBf16 = options.Value.Precision == "bf16" || (options.Value.Precision == "auto" && device.Device.type == DeviceType.CUDA);
        var engine = await device.RunAsync(
            "load",
            DevicePriority.Inference,
            () => TorchEngine.Load(version.Preprocessing.Backbone, version.Labels.Count, version.Preprocessing.CropSize, weights, device.Device, isBf16 ? EnginePrecision.Bf16 : EnginePrecision.Fp32),
            cancellationToken);
        return new DeviceBoundEngine(engine, device);
    }

    private async Task<IInferenceEngine> LoadOnnxAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        // Here, not on the quiet thread: the pool's threads inherit the priority of who starts them.
        OnnxEnvironment.Start(options.Value.EngineThreads);
        byte[] model = await ReadOnnxAsync(version, cancellationToken);
        var engine = await QuietThread.RunAsync<IInferenceEngine>("load", () => OnnxEngine.Load(model, new OnnxEngineOptions { Threads = options.Value.EngineThreads }));

        // int8 differs from TorchSharp by its nature; its accuracy was measured when it was made.
        return version.Onnx is null && engine.Description.Precision == EnginePrecision.Fp32 ? await CheckAsync(version, engine, cancellationToken) : engine;
    }

    // A version without a checked ONNX model is from before there were any, or its check failed: TorchSharp is asked, and stays where they differ.
    private async Task<IInferenceEngine> CheckAsync(ModelVersion version, IInferenceEngine engine, CancellationToken cancellationToken)
    {
        DeviceBoundEngine? reference = null;
        double difference;
        try
        {
            reference = await LoadTorchAsync(version, cancellationToken);
            difference = await QuietThread.RunAsync("check", () => EngineComparison.LargestDifference(engine, reference));
        }
        catch
        {
            await EngineMemory.ReleaseAsync(engine);
            if (reference is not null)
            {
                await EngineMemory.ReleaseAsync(reference);
            }

            throw;
        }

        bool agrees = difference <= OnnxExport.Tolerance;
        if (!agrees)
        {
            LogDiffers(version.Key, difference, OnnxExport.Tolerance);
        }

        var (kept, other) = agrees ? (engine, (IInferenceEngine)reference) : (reference, engine);
        await EngineMemory.ReleaseAsync(other);
        return kept;
    }

    private async Task<byte[]> ReadOnnxAsync(ModelVersion version, CancellationToken cancellationToken) =>
        options.Value.Precision == "int8" && await grains.GetGrain<IModelVersionGrain>(version.Key).GetQuantized() is { } quantized
            ? await ModelFiles.ReadQuantizedAsync(version.Key, () => blobs.ReadAsync(quantized.Model, cancellationToken))
            : await models.ReadAsync(version, cancellationToken);

    [LoggerMessage(EventId = 523, EventName = "OnnxDiffers", Level = LogLevel.Warning, Message = "{Version} is served by TorchSharp: in ONNX Runtime its logits differ by up to {Difference}; {Tolerance} is allowed.")]
    private partial void LogDiffers(string version, double difference, double tolerance);
}
