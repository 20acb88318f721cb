using System.Globalization;
using BirdGrid.Grains.Training;

namespace BirdGrid.Grains.Sweeps;

/// <summary>What becomes of trials as their sessions report. Decides and notes; starting and cancelling sessions is the sweep's.</summary>
/// <param name="settings">How trials are compared.</param>
/// <param name="state">The leaderboard.</param>
internal sealed class SweepBoard(SweepSettings settings, SweepState state)
{
    private readonly IReadOnlyList<int> rungs = settings.Rungs();

    /// <summary>Takes in what a trial's session reports.</summary>
    /// <returns>Whether something changed that must be kept: a rung was reached, a trial stopped or ended.</returns>
    public bool Observe(TrialRecord trial, TrainingSession session)
    {
        // A session that lost its trainer forgets the epochs behind its checkpoint and trains them again: the board keeps the longer course.
        if (session.HasEnded || session.Epochs.Count >= trial.Values.Count)
        {
            trial.Values = [.. session.Epochs.Select(epoch => settings.Metric.Of(epoch))];
        }

        bool reached = session.State != TrainingState.Failed && Climb(trial);
        return End(trial, session) || reached;
    }

    /// <summary>Ends what waits, and marks what runs as cancelled; their sessions are still to be cancelled.</summary>
    public void Cancel(string reason)
    {
        foreach (var trial in state.Trials.Where(t => t.State is TrialState.Waiting or TrialState.Running))
        {
            trial.HasEnded = trial.State == TrialState.Waiting;
            trial.State = TrialState.Cancelled;
            trial.Message = reason;
        }
    }

    /// <summary>Notes that a trial cannot be started.</summary>
    public static void Refuse(TrialRecord trial, string message)
    {
        trial.State = TrialState.Failed;
        trial.Message = message;
        trial.HasEnded = true;
    }

    private bool Climb(TrialRecord trial)
    {
        bool reached = false;
        while (trial.State == TrialState.Running && trial.RungValues.Count < rungs.Count && rungs[trial.RungValues.Count] <= trial.Values.Count)
        {
            reached = true;
            int rung = trial.RungValues.Count;
            double value = SuccessiveHalving.ValueAt(settings.Metric, trial.Values, rungs[rung]);
            trial.RungValues.Add(value);
            double[] all = [.. state.Trials.Where(t => t.RungValues.Count > rung).Select(t => t.RungValues[rung])];

            // Where all its epochs are done there is nothing left to save by stopping it.
            if (trial.Values.Count < settings.Epochs && !SuccessiveHalving.Stays(settings.Metric, value, all, settings.ReductionFactor))
            {
                trial.State = TrialState.Stopped;
                trial.Message = string.Create(CultureInfo.InvariantCulture, $"Stopped at rung {rung + 1} (epoch {rungs[rung]}): {value:0.####} is not among the best 1/{settings.ReductionFactor} of the {all.Length} trials that have reached it.");
            }
        }

        return reached;
    }

    private static bool End(TrialRecord trial, TrainingSession session)
    {
        if (!session.HasEnded || trial.HasEnded)
        {
            return false;
        }

        trial.HasEnded = true;
        switch (session.State)
        {
            case TrainingState.Completed:
                // It may have come to its end while it was being stopped.
                trial.State = TrialState.Completed;
                trial.Message = string.Empty;
                trial.ModelVersion = session.ModelVersion;
                break;
            case TrainingState.Failed:
                trial.State = TrialState.Failed;
                trial.Message = session.Message;
                break;
            default:
                if (trial.State == TrialState.Running)
                {
                    trial.State = TrialState.Cancelled;
                    trial.Message = session.Message;
                }

                break;
        }

        return true;
    }
}
