using System.Text.Json;
using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Telemetry;
using BirdGrid.Grains.Training.DataParallel;
using BirdGrid.Grains.Training.Features;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Inference;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Grains.Training;

/// <summary>
/// One trainer's run of a session, from weights to result. Everything awaited here returns to the trainer grain's turns; everything
/// torch runs as jobs on the device thread.
/// </summary>
internal sealed class SessionRun(
    string sessionId,
    TrainingAssignment assignment,
    SessionReporter reporter,
    BatchSource batches,
    CpuSiloDemand demand,
    SharedFeatures? features,
    TeamGathering? gathering,
    DeviceExecutor device,
    DeviceLease lease,
    IBlobStore blobs,
    ManifestStore manifests,
    InitialWeightsLoader initialWeights,
    OnnxExport export,
    TimeProvider clock) : ISessionRun
{
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(5);

    /// <summary>Photos that an export is checked by.</summary>
    private const int CheckedPhotoCount = 8;

    private readonly List<EpochRecord> history = [.. assignment.History];
    private long lastCheckpoint;
    private StateDict? bestWeights;

    /// <summary>This device's side of the exchange of gradients; null on one device.</summary>
    public GradientExchange? Exchange => gathering?.Exchange;

    /// <inheritdoc/>
    /// <exception cref="PeerLostException">Another of the session's devices is gone.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => reporter.WhileWantedAsync(RunWantedAsync, cancellationToken);

    private async Task RunWantedAsync(CancellationToken cancellationToken)
    {
        using var activity = BirdGridTelemetry.Source.StartActivity("training-session");
        using var leased = await WaitForDeviceAsync(cancellationToken);
        batches.WaitsFor = reporter.SayWaitingAsync;
        var plan = await TrainingPlan.ReadAsync(assignment.Spec, assignment.Dataset, manifests, cancellationToken);

        await reporter.SayAsync(TrainingState.Preparing, $"Loads {plan.Backbone.Name}.", Progress(plan, 0, 0, 0));
        await using var team = gathering is null ? null : await gathering.GatherAsync(cancellationToken);
        var initial = await initialWeights.LoadAsync(plan, cancellationToken);
        var checkpoint = await ReadCheckpointAsync(cancellationToken);
        await using var learner = await LearnerHost.CreateAsync(device, plan, initial, checkpoint, cancellationToken);

        var epochs = EpochsOf(plan, learner, team, initial);
        string preparing = team is null ? "Computes the frozen backbone's features." : "Waits until every device has loaded the network.";
        await epochs.PrepareAsync((done, total) => reporter.SayOccasionallyAsync(TrainingState.Preparing, preparing, () => Progress(plan, 0, done, total)), cancellationToken);

        try
        {
            await TrainAsync(plan, learner, epochs, initial.Origin, cancellationToken);
        }
        finally
        {
            demand.Forget(sessionId);
        }

        await FinishAsync(plan, learner, epochs, initial.Origin, cancellationToken);
    }

    private FeatureExtractor Extractor(TrainingPlan plan, LearnerHost learner, InitialWeights initial)
    {
        long rows = ((long)plan.Train.Length * plan.Options.FeatureVariants) + plan.Monitored.Union(plan.Final).Count();
        bool isShared = initial.Origin is not null && features?.HasRoomFor(rows * plan.Backbone.FeatureCount) == true;
        return new FeatureExtractor(plan, learner, batches, isShared ? features : null, initial.Origin ?? string.Empty, clock);
    }

    private async Task<IDisposable> WaitForDeviceAsync(CancellationToken cancellationToken)
    {
        if (lease.Holder is { } holder)
        {
            await reporter.SayAsync(TrainingState.Queued, $"Waits for the device: session {holder} is training on it.", new TrainingProgress(0, 0, 0, 0, 0, 0));
        }

        return await lease.AcquireAsync(sessionId, cancellationToken);
    }

    private IEpochRunner EpochsOf(TrainingPlan plan, LearnerHost learner, TrainingTeam? team, InitialWeights initial)
    {
        if (plan.Options.Method == TrainingMethod.Transfer)
        {
            return new FeatureEpochs(plan, learner, Extractor(plan, learner, initial));
        }

        var alone = new ImageEpochs(plan, learner, batches, clock);
        return team is null ? alone : new ParallelEpochs(team, new ShareTrainer(plan, learner, batches, team.Exchange, clock), alone);
    }

    private async Task<StateDict?> ReadCheckpointAsync(CancellationToken cancellationToken)
    {
        if (assignment.Checkpoint is not { } reference)
        {
            return null;
        }

        var file = SafetensorsFile.Read(await blobs.ReadAsync(reference.Weights, cancellationToken));
        bestWeights = CheckpointFile.BestWeights(file);
        return file;
    }

    private async Task TrainAsync(TrainingPlan plan, LearnerHost learner, IEpochRunner epochs, string? origin, CancellationToken cancellationToken)
    {
        lastCheckpoint = clock.GetTimestamp();
        for (int epoch = history.Count + 1; epoch <= plan.Options.Epochs && !ShouldStop(plan); epoch++)
        {
            var record = await RunEpochAsync(plan, epochs, learner, epoch, cancellationToken);
            history.Add(record);
            int best = BestEpoch.Of(history);
            if (best == epoch)
            {
                bestWeights = await learner.CaptureTrainedAsync(cancellationToken);
            }

            bool last = epoch == plan.Options.Epochs || ShouldStop(plan);
            await reporter.ReportAsync(record, await CheckpointAsync(plan, learner, epoch, best, last, origin, cancellationToken), cancellationToken);
        }
    }

    private async Task<EpochRecord> RunEpochAsync(TrainingPlan plan, IEpochRunner epochs, LearnerHost learner, int epoch, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        double waitedBefore = batches.WaitedSeconds;
        var (exchangedBefore, receivedBefore) = (Exchange?.Seconds ?? 0, Exchange?.ReceivedBytes ?? 0);
        int seen = 0;
        var train = await epochs.TrainAsync(epoch, (step, steps, photos) =>
        {
            seen = photos;
            double soFar = clock.GetElapsedTime(started).TotalSeconds;
            return reporter.SayOccasionallyAsync(TrainingState.Training, string.Empty, () => Progress(plan, epoch, step, steps, soFar > 0 ? seen / soFar : 0, Remaining(plan, epoch, soFar * steps / Math.Max(1, step) - soFar)));
        }, cancellationToken);
        var monitored = await epochs.EvaluateAsync(plan.Monitored, evaluation: null, cancellationToken);
        double rate = await learner.RunAsync("learning-rate", l => LearningRateSchedule.At(l.Step - 1, plan.StepsPerEpoch, plan.Options), cancellationToken);
        double seconds = clock.GetElapsedTime(started).TotalSeconds;
        double waitedSeconds = batches.WaitedSeconds - waitedBefore;
        var record = new EpochRecord
        {
            Epoch = epoch,
            LearningRate = rate,
            TrainLoss = train.MeanLoss,
            TrainAccuracy = train.Accuracy,
            ValidationLoss = monitored.MeanLoss,
            ValidationAccuracy = monitored.Accuracy,
            ValidationTop5 = monitored.Top5,
            Seconds = seconds,
            DataWaitSeconds = waitedSeconds,
            MonitoredSplit = plan.MonitoredSplit,
            ExchangeSeconds = (Exchange?.Seconds ?? 0) - exchangedBefore,
            ExchangedBytes = (Exchange?.ReceivedBytes ?? 0) - receivedBefore,
            BatchDigest = epochs.BatchDigest,
            FurtherCpuSilos = CpuSiloDemand.Further(batches.ActiveSilos, seconds, waitedSeconds),
        };
        demand.Tell(sessionId, record.FurtherCpuSilos);
        await reporter.SayAsync(TrainingState.Training, string.Empty, Progress(plan, epoch, plan.StepsPerEpoch, plan.StepsPerEpoch, train.Count / Math.Max(record.Seconds, 1e-9), Remaining(plan, epoch, 0)));
        return record;
    }

    private async Task<TrainingCheckpoint?> CheckpointAsync(TrainingPlan plan, LearnerHost learner, int epoch, int best, bool last, string? origin, CancellationToken cancellationToken)
    {
        // Fine-tuning epochs are dear: each is kept. Epochs over cached features take milliseconds: the disk would set their pace.
        if (!last && plan.Options.Method == TrainingMethod.Transfer && clock.GetElapsedTime(lastCheckpoint) < CheckpointInterval)
        {
            return null;
        }

        var file = await learner.CaptureCheckpointAsync(bestWeights, cancellationToken);
        var blob = await PutAsync(SafetensorsFile.ToBytes(file), cancellationToken);
        lastCheckpoint = clock.GetTimestamp();
        return new TrainingCheckpoint(epoch, blob, best, origin);
    }

    private async Task FinishAsync(TrainingPlan plan, LearnerHost learner, IEpochRunner epochs, string? origin, CancellationToken cancellationToken)
    {
        await reporter.SayAsync(TrainingState.Finishing, $"Evaluates on the {plan.Final.Length} photos of the {plan.FinalSplit.ToString().ToLowerInvariant()} split.", Progress(plan, history.Count, plan.StepsPerEpoch, plan.StepsPerEpoch));
        int best = BestEpoch.Of(history);
        if (best != 0 && best != history.Count && bestWeights is { } kept)
        {
            await learner.LoadTrainedAsync(kept, cancellationToken);
        }

        var evaluation = new EvaluationBuilder(plan.Manifest.Classes.Count);
        await epochs.EvaluateAsync(plan.Final, evaluation, cancellationToken);
        var report = evaluation.Build();
        var testTime = await EvaluateViewsAsync(plan, epochs, cancellationToken);
        var weights = await learner.CaptureModelAsync(cancellationToken);
        var preprocessing = new Preprocessing(plan.Backbone.Name, plan.ResizeSize, plan.ImageSize, plan.Backbone.Mean, plan.Backbone.Std);
        var onnx = await reporter.WriteAsync(
            () => export.TryAsync(sessionId, weights, plan.Manifest.Classes, preprocessing, token => CheckedPhotosAsync(plan, learner, token), cancellationToken),
            cancellationToken);
        var result = new TrainingResult(
            await PutAsync(SafetensorsFile.ToBytes(weights), cancellationToken),
            await PutAsync(JsonSerializer.SerializeToUtf8Bytes(report, JsonSerializerOptions.Web), cancellationToken),
            Summary(report, plan.FinalSplit) with { TestTime = testTime },
            plan.Manifest.Classes,
            preprocessing,
            origin,
            best == 0 ? history.Count : best,
            onnx);
        await reporter.CompleteAsync(result, cancellationToken);
    }

    private Task<BlobRef> PutAsync(byte[] content, CancellationToken cancellationToken) =>
        reporter.WriteAsync(() => blobs.PutAsync(content, cancellationToken), cancellationToken);

    private async Task<CheckedPhotos> CheckedPhotosAsync(TrainingPlan plan, LearnerHost learner, CancellationToken cancellationToken)
    {
        int count = Math.Min(CheckedPhotoCount, plan.Final.Length);
        int[] photos = [.. Enumerable.Range(0, count).Select(i => plan.Final[(long)i * plan.Final.Length / count])];
        int[] labels = plan.LabelsOf(photos);
        float[] logits = new float[count * plan.Manifest.Classes.Count];
        await foreach (var imagesNhwc in batches.ReadAsync([BatchRequests.Evaluation(plan, photos)], clock, cancellationToken))
        {
            await learner.RunAsync("evaluate", l =>
            {
                using var full = new FullPrecision();
                return l.EvaluateImages(imagesNhwc.Span, plan.ImageSize, labels, logits);
            }, cancellationToken);
            return new CheckedPhotos(imagesNhwc, count, logits);
        }

        throw new InvalidOperationException("There are no photos to check the export by.");
    }

    private static async Task<TestTimeSummary?> EvaluateViewsAsync(TrainingPlan plan, IEpochRunner epochs, CancellationToken cancellationToken)
    {
        if (plan.Options.TestTime is not { } options)
        {
            return null;
        }

        var average = new ViewAverage(plan.Final.Length, plan.Manifest.Classes.Count);
        foreach (var view in options.Views())
        {
            average.Add(await epochs.LogitsAsync(plan.Final, view, cancellationToken));
        }

        var evaluation = new EvaluationBuilder(plan.Manifest.Classes.Count);
        evaluation.Add(average.LogProbabilities(), plan.LabelsOf(plan.Final));
        var report = evaluation.Build();
        return new TestTimeSummary(average.Views, report.Top1, report.Top5, report.MeanLoss);
    }

    private static EvaluationSummary Summary(EvaluationReport report, DatasetSplit split) => new()
    {
        Split = split,
        Photos = report.PhotoCount,
        Top1 = report.Top1,
        Top5 = report.Top5,
        Loss = report.MeanLoss,
        ClassPhotos = [.. report.PerClass.Select(c => c.Count)],
        ClassAccuracy = [.. report.PerClass.Select(c => c.Accuracy ?? double.NaN)],
        Confusion = report.Confusion.Counts,
    };

    private bool ShouldStop(TrainingPlan plan) => BestEpoch.ShouldStop(history, plan.Options.EarlyStoppingPatience);

    private double Remaining(TrainingPlan plan, int epoch, double restOfEpochSeconds)
    {
        double perEpoch = history.Count == 0 ? 0 : history.Skip(Math.Max(0, history.Count - 3)).Average(e => e.Seconds);
        return restOfEpochSeconds + (perEpoch * (plan.Options.Epochs - epoch));
    }

    private static TrainingProgress Progress(TrainingPlan plan, int epoch, int step, int steps, double photosPerSecond = 0, double remainingSeconds = 0) =>
        new(epoch, plan.Options.Epochs, step, steps, photosPerSecond, remainingSeconds);
}
