using BirdGrid.Grains.Training;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>Training sessions to protobuf.</summary>
internal static class TrainingMapper
{
    /// <summary>A session, with its model version where it has made one.</summary>
    public static V1.TrainingSession ToProto(this TrainingSession session, V1.ModelVersion? version)
    {
        var proto = new V1.TrainingSession
        {
            Id = session.Id,
            Spec = session.Spec.ToProto(),
            State = (V1.TrainingState)(int)session.State,
            Message = session.Message,
            Progress = session.Progress.ToProto(),
            ModelVersion = version,
            Created = session.Created.ToProto(),
            Ended = session.Ended?.ToProto(),
            Fence = session.Fence,
            Revision = session.Revision,
            BestEpoch = session.BestEpoch,
        };
        proto.Epochs.AddRange(session.Epochs.Select(ToProto));
        return proto;
    }

    private static V1.TrainingProgress ToProto(this TrainingProgress progress) => new()
    {
        Epoch = progress.Epoch,
        Epochs = progress.Epochs,
        Step = progress.Step,
        Steps = progress.Steps,
        PhotosPerSecond = progress.PhotosPerSecond,
        RemainingSeconds = progress.RemainingSeconds,
    };

    private static V1.Epoch ToProto(EpochRecord epoch) => new()
    {
        Epoch_ = epoch.Epoch,
        LearningRate = epoch.LearningRate,
        TrainLoss = epoch.TrainLoss,
        TrainAccuracy = epoch.TrainAccuracy,
        ValidationLoss = epoch.ValidationLoss,
        ValidationAccuracy = epoch.ValidationAccuracy,
        ValidationTop5 = epoch.ValidationTop5,
        Seconds = epoch.Seconds,
        DataWaitSeconds = epoch.DataWaitSeconds,
        ExchangeSeconds = epoch.ExchangeSeconds,
        ExchangedBytes = epoch.ExchangedBytes,
        MonitoredSplit = epoch.MonitoredSplit.ToProto(),
        BatchDigest = epoch.BatchDigest,
        FurtherCpuSilos = epoch.FurtherCpuSilos,
    };
}
