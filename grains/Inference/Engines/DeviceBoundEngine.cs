using BirdGrid.Grains.Devices;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Inference.Engines;

/// <summary>An engine whose tensors may only be touched on the device thread. Its caller's own thread waits meanwhile: it is a replica's, never a grain's.</summary>
/// <param name="engine">The engine.</param>
/// <param name="device">The device thread.</param>
internal sealed class DeviceBoundEngine(IInferenceEngine engine, DeviceExecutor device) : IInferenceEngine
{
    /// <inheritdoc/>
    public EngineDescription Description => engine.Description;

    /// <inheritdoc/>
    public int ImageSize => engine.ImageSize;

    /// <inheritdoc/>
    public int ClassCount => engine.ClassCount;

    /// <inheritdoc/>
    public void Run(IReadOnlyList<PreparedImages> images, Span<float> logits)
    {
        // A span cannot enter a job.
        float[] computed = new float[logits.Length];
        device.RunAsync("classify", DevicePriority.Inference, () =>
        {
            engine.Run(images, computed);
            return true;
        }).GetAwaiter().GetResult();
        computed.CopyTo(logits);
    }

    /// <inheritdoc/>
    public void Dispose() => device.RunAsync("unload", DevicePriority.Inference, () =>
    {
        engine.Dispose();
        return true;
    }).GetAwaiter().GetResult();
}
