using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Devices;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Grains.Training.DataParallel;

/// <summary>
/// One member's part of a run. It starts from the checkpoint that the leader starts from and does every step of the optimiser that the leader does,
/// so that it holds the same weights; it neither evaluates nor saves nor reports.
/// </summary>
internal sealed class MemberRun(
    MemberAssignment assignment,
    GradientExchange exchange,
    BatchSource batches,
    DeviceExecutor device,
    DeviceLease lease,
    IBlobStore blobs,
    ManifestStore manifests,
    InitialWeightsLoader initialWeights,
    TimeProvider clock)
{
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>This device's side of the exchange.</summary>
    public GradientExchange Exchange => exchange;

    /// <summary>Whether the network is loaded.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Lets the run begin to train.</summary>
    public void Begin() => begun.TrySetResult();

    /// <summary>Loads, waits for the beginning, trains, and then answers the other devices until it is stopped.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var leased = await lease.AcquireAsync(assignment.SessionId, cancellationToken);
        var training = assignment.Training;
        var plan = await TrainingPlan.ReadAsync(training.Spec, training.Dataset, manifests, cancellationToken);
        var initial = await initialWeights.LoadAsync(plan, cancellationToken);
        var checkpoint = training.Checkpoint is { } saved ? SafetensorsFile.Read(await blobs.ReadAsync(saved.Weights, cancellationToken)) : null;
        await using var learner = await LearnerHost.CreateAsync(device, plan, initial, checkpoint, cancellationToken);
        IsReady = true;
        await begun.Task.WaitAsync(cancellationToken);

        var share = new ShareTrainer(plan, learner, batches, exchange, clock);
        for (int epoch = training.History.Count + 1; epoch <= plan.Options.Epochs; epoch++)
        {
            await share.TrainAsync(epoch, (_, _, _) => Task.CompletedTask, cancellationToken);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
    }
}
