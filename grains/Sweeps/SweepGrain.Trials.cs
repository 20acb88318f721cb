using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Placement;
using BirdGrid.Grains.Training;

namespace BirdGrid.Grains.Sweeps;

public sealed partial class SweepGrain
{
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WatchPatience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<int, TrainingSession> reports = [];
    private readonly HashSet<int> watched = [];
    private readonly CancellationTokenSource stopWatching = new();

    private int Places => Plan.Settings.Parallel > 0
        ? Plan.Settings.Parallel
        : Math.Max(1, roster.Active(SiloRole.Gpu).Sum(silo => silo.TrainingSlots));

    private string SessionIdOf(TrialRecord trial) => $"{Id}-{trial.Number:000}";

    private TrialPlan PlanOf(TrialRecord trial) => Plan.Trials[trial.Number - 1];

    private ITrainingSessionGrain SessionOf(TrialRecord trial) => GrainFactory.GetGrain<ITrainingSessionGrain>(SessionIdOf(trial));

    private void WorkWhileNeeded()
    {
        if (HasWork)
        {
            timer ??= this.RegisterGrainTimer(AdvanceAsync, new GrainTimerCreationOptions(TimeSpan.Zero, CheckPeriod) { KeepAlive = true });
            timer.Change(TimeSpan.Zero, CheckPeriod);
        }
    }

    /// <summary>Takes in what sessions have reported, stops losers, starts the next trials, and ends the sweep when all have ended.</summary>
    private async Task AdvanceAsync()
    {
        if (TakeReports())
        {
            await SaveAsync();
        }

        await CancelLosersAsync();
        await StartTrialsAsync();
        await EndWhenDoneAsync();
        if (!HasWork)
        {
            timer?.Dispose();
            timer = null;
            await EnsureRunning();
            return;
        }

        foreach (var trial in State.Trials.Where(t => t.IsLive && watched.Add(t.Number)))
        {
            _ = WatchAsync(trial, stopWatching.Token);
        }
    }

    private bool TakeReports()
    {
        bool mustKeep = false;
        foreach (var (number, session) in reports)
        {
            mustKeep |= Board.Observe(State.Trials[number - 1], session);
        }

        if (reports.Count > 0 && !mustKeep)
        {
            changes.Raise();
        }

        reports.Clear();
        return mustKeep;
    }

    private async Task CancelLosersAsync()
    {
        bool mustKeep = false;
        foreach (var trial in State.Trials.Where(t => t.IsLive && t.State is TrialState.Stopped or TrialState.Cancelled))
        {
            if (await AskAsync(trial, session => session.Cancel(trial.Message)) is { } session)
            {
                Board.Observe(trial, session);
            }

            mustKeep |= trial.HasEnded;
        }

        if (mustKeep)
        {
            await SaveAsync();
        }
    }

    private async Task StartTrialsAsync()
    {
        if (State.Ended is not null)
        {
            return;
        }

        int free = Places - State.Trials.Count(t => t.IsLive);
        foreach (var trial in State.Trials.Where(t => t.State == TrialState.Waiting).Take(Math.Max(0, free)).ToList())
        {
            // Started before it is noted: after a loss the same session is asked for again, which changes nothing.
            if (await AskAsync(trial, session => session.Start(PlanOf(trial).Spec)) is null && trial.State == TrialState.Waiting)
            {
                return;
            }

            trial.State = trial.State == TrialState.Waiting ? TrialState.Running : trial.State;
            await SaveAsync();
        }
    }

    private async Task EndWhenDoneAsync()
    {
        if (State.Ended is not null || State.Trials.Exists(t => !t.HasEnded))
        {
            return;
        }

        int failed = State.Trials.Count(t => t.State == TrialState.Failed);
        await EndAsync(
            failed == State.Trials.Count ? SweepRunState.Failed : SweepRunState.Completed,
            failed == 0 ? string.Empty : $"{failed} of {State.Trials.Count} trials failed; the leaderboard says why.");
    }

    /// <summary>Asks a trial's session for something; null where it refused, which fails the trial, or cannot be reached, which is tried again.</summary>
    private async Task<TrainingSession?> AskAsync(TrialRecord trial, Func<ITrainingSessionGrain, Task<TrainingSession>> ask)
    {
        try
        {
            return await ask(SessionOf(trial));
        }
        catch (Exception passing) when (passing is BusyException or StateUnavailableException || DiskFaults.Of(passing) != DiskFault.None)
        {
            LogUnreachable(passing, Id, trial.Number);
        }
        catch (GridException refused)
        {
            SweepBoard.Refuse(trial, refused.Message);
        }
        catch (Exception lost) when (lost is OrleansException or TimeoutException)
        {
            LogUnreachable(lost, Id, trial.Number);
        }

        return null;
    }

    private async Task WatchAsync(TrialRecord trial, CancellationToken cancellationToken)
    {
        long seen = 0;
        bool hasEnded = false;
        while (!hasEnded && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                var session = await SessionOf(trial).WaitForChange(seen, WatchPatience, cancellationToken);
                hasEnded = session.HasEnded;
                if (session.Revision != seen)
                {
                    seen = session.Revision;
                    reports[trial.Number] = session;
                    timer?.Change(TimeSpan.Zero, CheckPeriod);
                }
            }
            catch (Exception lost)
            {
                if (!cancellationToken.IsCancellationRequested)
                {
                    // The session is being activated on another silo; the next turn watches it again.
                    LogUnreachable(lost, Id, trial.Number);
                }

                break;
            }
        }

        watched.Remove(trial.Number);
    }
}
