using BirdGrid.Grains.Sweeps;

namespace BirdGrid.Silo.Services.Mapping;

/// <summary>Sweeps to protobuf.</summary>
internal static class SweepMapper
{
    /// <summary>A sweep with its leaderboard.</summary>
    public static V1.Sweep ToProto(this Sweep sweep)
    {
        var settings = sweep.Settings;
        var proto = new V1.Sweep
        {
            Id = sweep.Id,
            Name = settings.Name,
            State = (V1.SweepState)(int)sweep.State,
            Message = sweep.Message,
            Model = settings.Model,
            Dataset = settings.Dataset,
            DatasetVersion = settings.DatasetVersion,
            Epochs = settings.Epochs,
            Search = (V1.SweepSearch)(int)settings.Search,
            Metric = (V1.SweepMetric)(int)settings.Metric,
            Parallel = settings.Parallel,
            Seed = settings.Seed,
            ReductionFactor = settings.ReductionFactor,
            MinEpochs = settings.MinEpochs,
            Created = sweep.Created.ToProto(),
            Ended = sweep.Ended?.ToProto(),
            Revision = sweep.Revision,
        };
        proto.Rungs.AddRange(settings.Rungs());
        proto.Parameters.AddRange(settings.Parameters);
        proto.Trials.AddRange(sweep.Trials.Select((trial, place) => ToProto(trial, place + 1)));
        return proto;
    }

    private static V1.SweepTrial ToProto(SweepTrial trial, int place)
    {
        var proto = new V1.SweepTrial
        {
            Rank = trial.BestEpoch == 0 || trial.State == TrialState.Failed ? 0 : place,
            Number = trial.Number,
            SessionId = trial.SessionId,
            State = (V1.TrialState)(int)trial.State,
            Message = trial.Message,
            BestEpoch = trial.BestEpoch,
            RungsReached = trial.RungsReached,
            ModelVersion = trial.ModelVersion,
        };
        proto.Settings.AddRange(trial.Settings.Select(s => new V1.TrialSetting { Name = s.Name, Value = s.Label }));
        proto.Values.AddRange(trial.Values);
        if (trial.BestEpoch > 0)
        {
            proto.Best = trial.Best;
            proto.Last = trial.Values[^1];
        }

        return proto;
    }
}
