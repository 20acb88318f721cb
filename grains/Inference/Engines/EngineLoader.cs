using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Models;
using BirdGrid.Vision.Inference;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Engines;

/// <inheritdoc cref="IEngineLoader"/>
/// <param name="blobs">Where networks lie.</param>
/// <param name="device">Where TorchSharp computes.</param>
public sealed class EngineLoader(IBlobStore blobs, DeviceExecutor device) : IEngineLoader
{
    /// <inheritdoc/>
    public async Task<IInferenceEngine> LoadAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        byte[] weights = await blobs.ReadAsync(version.Weights, cancellationToken);
        var engine = await device.RunAsync("load", DevicePriority.Inference, () => new PredictorEngine(Predictor.Load(version.Preprocessing.Backbone, version.Labels.Count, weights, device.Device), version.Preprocessing.CropSize, version.Labels.Count), cancellationToken);
        return new DeviceBoundEngine(engine, device);
    }
}
