using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Training;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Bench.Support;

/// <summary>A bare learner with the shared ImageNet weights on a silo's device thread.</summary>
internal sealed class NetworkUnderTest : IAsyncDisposable
{
    private readonly DeviceExecutor device;
    private readonly Backbone backbone;
    private readonly Learner learner;

    private NetworkUnderTest(DeviceExecutor device, Backbone backbone, Learner learner)
    {
        this.device = device;
        this.backbone = backbone;
        this.learner = learner;
    }

    /// <summary>Loads MobileNetV2 with a new head for a plan's classes.</summary>
    public static async Task<NetworkUnderTest> LoadAsync(InProcessSilo silo, TrainingPlan plan, CancellationToken cancellationToken)
    {
        var device = silo.Get<DeviceExecutor>();
        string weights = SharedFolder.Require("weights", "mobilenet_v2_imagenet1k.safetensors");
        var (backbone, learner) = await device.RunAsync("load", DevicePriority.Training, () =>
        {
            var network = BackboneRegistry.Create("mobilenet_v2", plan.Manifest.Classes.Count, seed: 1);
            ModuleWeights.LoadPretrained(network, SafetensorsFile.Read(weights));
            return (network, new Learner(network, plan.Options, plan.StepsPerEpoch, device.Device));
        }, cancellationToken);
        return new NetworkUnderTest(device, backbone, learner);
    }

    /// <summary>One training step.</summary>
    public Task<BatchMetrics> StepAsync(ReadOnlyMemory<byte> imagesNhwc, int imageSize, int[] labels, CancellationToken cancellationToken) =>
        device.RunAsync("train-step", DevicePriority.Training, () => learner.TrainImages(imagesNhwc.Span, imageSize, labels), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await device.RunAsync("unload", DevicePriority.Training, () =>
    {
        learner.Dispose();
        backbone.Dispose();
        return true;
    });
}
