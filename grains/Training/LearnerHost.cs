using System.Numerics;
using System.Runtime.InteropServices;
using BirdGrid.Grains.Devices;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;
using TorchSharp;

namespace BirdGrid.Grains.Training;

/// <summary>A session's learner, which lives and dies on the device thread; everything goes to it as a job.</summary>
internal sealed class LearnerHost : IAsyncDisposable
{
    private readonly DeviceExecutor device;
    private readonly TrainingPlan plan;
    private readonly Learner learner;
    private readonly Backbone backbone;

    private LearnerHost(DeviceExecutor device, TrainingPlan plan, Learner learner, Backbone backbone)
    {
        this.device = device;
        this.plan = plan;
        this.learner = learner;
        this.backbone = backbone;
    }

    /// <summary>Builds the network, loads its weights and, where there is one, the checkpoint.</summary>
    public static async Task<LearnerHost> CreateAsync(DeviceExecutor device, TrainingPlan plan, InitialWeights initial, StateDict? checkpoint, CancellationToken cancellationToken)
    {
        var (learner, backbone) = await device.RunAsync("load", DevicePriority.Training, () => Build(device, plan, initial, checkpoint), cancellationToken);
        return new LearnerHost(device, plan, learner, backbone);
    }

    /// <summary>Builds the network with its initial weights for a learning-rate search.</summary>
    public static async Task<LearnerHost> CreateSearchAsync(DeviceExecutor device, TrainingPlan plan, InitialWeights initial, LearningRateRange range, CancellationToken cancellationToken)
    {
        var (learner, backbone) = await device.RunAsync("load", DevicePriority.Training, () =>
        {
            var network = BuildNetwork(plan, initial);
            return (LearningRateFinder.CreateLearner(network, plan.Options, range, device.Device, plan.ClassCounts), network);
        }, cancellationToken);
        return new LearnerHost(device, plan, learner, backbone);
    }

    /// <summary>Runs a job on the learner.</summary>
    public Task<T> RunAsync<T>(string name, Func<Learner, T> job, CancellationToken cancellationToken) =>
        device.RunAsync(name, DevicePriority.Training, () => job(learner), cancellationToken);

    /// <summary>The kind of device, as far as it decides how results are rounded. To be called in a job.</summary>
    public string DescribeDevice() => device.Device.type == DeviceType.CPU
        ? $"cpu {RuntimeInformation.ProcessArchitecture}, vectors of {Vector<byte>.Count} bytes, {torch.get_num_threads()} threads"
        : device.Device.type.ToString();

    /// <summary>The tensors that training changes: all of them, or the head's alone where the backbone is frozen.</summary>
    public Task<StateDict> CaptureTrainedAsync(CancellationToken cancellationToken) =>
        RunAsync("capture", l => CheckpointFile.Trained(l, plan), cancellationToken);

    /// <summary>Puts back what <see cref="CaptureTrainedAsync"/> captured.</summary>
    public Task LoadTrainedAsync(StateDict trained, CancellationToken cancellationToken) =>
        RunAsync("restore", l => CheckpointFile.LoadTrained(l, trained), cancellationToken);

    /// <summary>Everything needed to go on: trained tensors, optimiser, position, and the best weights so far.</summary>
    public Task<StateDict> CaptureCheckpointAsync(StateDict? bestWeights, CancellationToken cancellationToken) =>
        RunAsync("checkpoint", l => CheckpointFile.Write(l, bestWeights), cancellationToken);

    /// <summary>The whole network, as a model version stores it.</summary>
    public Task<StateDict> CaptureModelAsync(CancellationToken cancellationToken) =>
        RunAsync("capture", l => CheckpointFile.Model(l, plan), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await device.RunAsync("unload", DevicePriority.Training, () =>
        {
            learner.Dispose();
            backbone.Dispose();
            return true;
        }, CancellationToken.None);
    }

    private static (Learner Learner, Backbone Backbone) Build(DeviceExecutor device, TrainingPlan plan, InitialWeights initial, StateDict? checkpoint)
    {
        var backbone = BuildNetwork(plan, initial);
        var learner = new Learner(backbone, plan.Options, plan.StepsPerEpoch, device.Device, plan.ClassCounts);
        if (checkpoint is not null)
        {
            learner.RestoreCheckpoint(CheckpointFile.LearnerPart(checkpoint));
        }

        return (learner, backbone);
    }

    private static Backbone BuildNetwork(TrainingPlan plan, InitialWeights initial)
    {
        var backbone = BackboneRegistry.Create(plan.Backbone.Name, plan.Manifest.Classes.Count, plan.Options.Seed);
        if (initial.Weights is { } weights)
        {
            if (initial.ParentLabels is { } parentLabels)
            {
                ModuleWeights.LoadContinued(backbone, weights, plan.Manifest.Classes, parentLabels);
            }
            else
            {
                ModuleWeights.LoadPretrained(backbone, weights);
            }
        }

        return backbone;
    }
}
