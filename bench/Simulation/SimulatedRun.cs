using System.Text;
using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Training;

namespace BirdGrid.Bench.Simulation;

/// <summary>
/// A session's run without a network: plan, batches, reports, checkpoints and result are those of a real one, a step only takes time,
/// and weights are a line of text.
/// </summary>
internal sealed class SimulatedRun(
    string sessionId,
    TrainingAssignment assignment,
    SessionReporter reporter,
    BatchSource batches,
    SimulatedDevices devices,
    IBlobStore blobs,
    ManifestStore manifests,
    TimeProvider clock) : ISessionRun
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var running = devices.Enter();
        var plan = await TrainingPlan.ReadAsync(assignment.Spec, assignment.Dataset, manifests, cancellationToken);
        await reporter.SayAsync(TrainingState.Preparing, "Pretends to load.", Progress(plan, 0, 0));
        for (int epoch = assignment.History.Count + 1; epoch <= plan.Options.Epochs; epoch++)
        {
            var record = await RunEpochAsync(plan, epoch, cancellationToken);
            var weights = await blobs.PutAsync(Encoding.UTF8.GetBytes($"{sessionId} after epoch {epoch}"), cancellationToken);
            await reporter.ReportAsync(record, new TrainingCheckpoint(epoch, weights, epoch, InitialWeights: null), cancellationToken);
        }

        await reporter.SayAsync(TrainingState.Finishing, "Pretends to evaluate.", Progress(plan, plan.Options.Epochs, plan.StepsPerEpoch));
        await reporter.CompleteAsync(await ResultAsync(plan, cancellationToken), cancellationToken);
    }

    private async Task<EpochRecord> RunEpochAsync(TrainingPlan plan, int epoch, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        double waitedBefore = batches.WaitedSeconds;
        int[][] order = plan.TrainBatches(epoch);
        int step = 0;
        await foreach (var batch in batches.ReadAsync(BatchRequests.OfEpoch(plan, order, epoch), clock, cancellationToken))
        {
            Require(batch, order[step++].Length, plan);
            await devices.StepAsync(cancellationToken);
            int done = step;
            await reporter.SayOccasionallyAsync(TrainingState.Training, string.Empty, () => Progress(plan, epoch, done));
        }

        int[][] looked = [.. plan.Monitored.Chunk(BatchRequests.EvaluationBatchSize)];
        step = 0;
        await foreach (var batch in batches.ReadAsync(looked.Select(photos => BatchRequests.Evaluation(plan, photos)), clock, cancellationToken))
        {
            Require(batch, looked[step++].Length, plan);
        }

        return new EpochRecord
        {
            Epoch = epoch,
            LearningRate = plan.Options.LearningRate,
            TrainLoss = 1.0 / epoch,
            TrainAccuracy = 0.5,
            ValidationLoss = 1.0 / epoch,
            ValidationAccuracy = 0.5,
            ValidationTop5 = 0.9,
            Seconds = clock.GetElapsedTime(started).TotalSeconds,
            DataWaitSeconds = batches.WaitedSeconds - waitedBefore,
            MonitoredSplit = plan.MonitoredSplit,
        };
    }

    private async Task<TrainingResult> ResultAsync(TrainingPlan plan, CancellationToken cancellationToken)
    {
        var weights = await blobs.PutAsync(Encoding.UTF8.GetBytes($"{sessionId} in the end"), cancellationToken);
        int classes = plan.Manifest.Classes.Count;
        var evaluation = new EvaluationSummary
        {
            Split = plan.FinalSplit,
            Photos = plan.Final.Length,
            Top1 = 0.5,
            Top5 = 0.9,
            Loss = 1,
            ClassPhotos = new int[classes],
            ClassAccuracy = new double[classes],
            Confusion = new int[classes * classes],
        };
        var preprocessing = new Preprocessing(plan.Backbone.Name, plan.ResizeSize, plan.ImageSize, plan.Backbone.Mean, plan.Backbone.Std);
        return new TrainingResult(weights, weights, evaluation, plan.Manifest.Classes, preprocessing, InitialWeights: null, plan.Options.Epochs);
    }

    private static void Require(ReadOnlyMemory<byte> imagesNhwc, int photos, TrainingPlan plan)
    {
        if (imagesNhwc.Length != photos * plan.ImageSize * plan.ImageSize * 3)
        {
            throw new InvalidDataException($"A batch of {photos} photos has {imagesNhwc.Length} bytes.");
        }
    }

    private static TrainingProgress Progress(TrainingPlan plan, int epoch, int step) =>
        new(epoch, plan.Options.Epochs, step, plan.StepsPerEpoch, PhotosPerSecond: 0, RemainingSeconds: 0);
}
