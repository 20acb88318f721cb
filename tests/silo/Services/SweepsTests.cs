extern alias client;

using BirdGrid.Client;
using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Services;

/// <summary>Sweeps through a whole silo.</summary>
public sealed class SweepsTests
{
    [Fact]
    public async Task A_grid_of_trials_ends_in_a_leaderboard_and_a_failed_one_does_not_end_it()
    {
        await using var grid = await SweepGrid.StartAsync();

        // At a learning rate of 100 this weight decay multiplies the weights by -99 in every step: the loss is soon no number.
        var spec = SweepGrid.Spec(epochs: 4, SweepGrid.Values("learningRate", "0.01", "100"), SweepGrid.Values("optimizer", "sgd", "adamw"));
        (spec.Base.WarmupEpochs, spec.Base.WeightDecay, spec.Base.BatchSize) = (0, 1, 2);
        spec.Parallel = 2;
        var started = await grid.Client.Sweeps.StartAsync(spec, "grid");
        var sweep = await grid.WaitForEndAsync(started.Id);

        Assert.Equal((SweepState.Completed, 4, 4, 1), (sweep.State, sweep.Trials.Count, sweep.Epochs, sweep.DatasetVersion));
        Assert.Equal(["learningRate", "optimizer"], sweep.Parameters);
        Assert.Equal([1, 2, 3, 4], sweep.Trials.Select(t => t.Number).Order());
        Assert.Equal(["learningRate=0.01", "optimizer=sgd"], sweep.Trials.Single(t => t.Number == 1).Settings.Select(s => $"{s.Name}={s.Value}"));
        var completed = sweep.Trials.Where(t => t.State == TrialState.Completed).ToList();
        Assert.Equal(completed.OrderByDescending(t => t.Best).ThenBy(t => t.Number), completed);
        Assert.Equal(Enumerable.Range(1, completed.Count), completed.Select(t => t.Rank));
        Assert.All(completed, t => Assert.Equal((4, t.Values.Max(), t.Values[^1]), (t.Values.Count, t.Best, t.Last)));
        var failed = sweep.Trials.Where(t => t.State == TrialState.Failed).ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, t => Assert.True(t.Rank == 0 && t.ModelVersion == 0 && t.Message.Length > 0));
        Assert.Equal(sweep.Trials.TakeLast(failed.Count), failed);

        var versions = (await grid.Client.Models.GetHistoryAsync("birds")).Versions;
        Assert.Equal(
            completed.Select(t => (t.ModelVersion, t.SessionId)).Order(),
            versions.Select(v => (v.Version, v.Lineage.SessionId)).Order());
        Assert.Equal(started.Id, Assert.Single(await grid.Client.Sweeps.ListAsync()).Id);
    }

    [Fact]
    public async Task Losers_stop_at_a_rung_and_publish_nothing()
    {
        await using var grid = await SweepGrid.StartAsync();
        var spec = SweepGrid.Spec(epochs: 6, SweepGrid.Values("learningRate", "0.02", "0.0000001"));
        spec.Base.WarmupEpochs = 0;
        (spec.Search, spec.Trials, spec.MinEpochs, spec.ReductionFactor, spec.Parallel, spec.Metric) = (SweepSearch.Asha, 8, 2, 2, 1, SweepMetric.ValidationLoss);
        var sweep = await grid.WaitForEndAsync((await grid.Client.Sweeps.StartAsync(spec)).Id);

        Assert.Equal((SweepState.Completed, "2 4"), (sweep.State, string.Join(" ", sweep.Rungs)));
        Assert.Equal(TrialState.Completed, sweep.Trials.Single(t => t.Number == 1).State);
        var stopped = sweep.Trials.Where(t => t.State == TrialState.Stopped).ToList();
        Assert.NotEmpty(stopped);
        foreach (var trial in stopped)
        {
            Assert.InRange(trial.Values.Count, 2, 5);
            Assert.InRange(trial.RungsReached, 1, 2);
            Assert.StartsWith($"Stopped at rung {trial.RungsReached} (epoch {sweep.Rungs[trial.RungsReached - 1]}): ", trial.Message, StringComparison.Ordinal);
            var session = await grid.Client.Training.GetAsync(trial.SessionId);
            Assert.Equal((TrainingState.Cancelled, trial.Message, null), (session.State, session.Message, session.ModelVersion));
        }

        Assert.Equal(8 - stopped.Count, (await grid.Client.Models.GetHistoryAsync("birds")).Versions.Count);
    }

    [Fact]
    public async Task A_sweep_goes_on_after_its_silo_and_starts_no_trial_twice()
    {
        await using var grid = await SweepGrid.StartAsync();
        var spec = SweepGrid.Spec(epochs: 4, SweepGrid.Values("learningRate", "0.01", "0.02", "0.03"));
        spec.Parallel = 1;
        string id = (await grid.Client.Sweeps.StartAsync(spec, "restarted")).Id;
        await grid.WaitForAsync(id, sweep => sweep.Trials.Any(t => t.State == TrialState.Completed) && sweep.Trials.Any(t => t.State == TrialState.Running));
        await grid.RestartAsync();

        var sweep = await grid.WaitForEndAsync(id);
        Assert.All(sweep.Trials, t => Assert.Equal((TrialState.Completed, 4), (t.State, t.Values.Count)));
        Assert.Equal(sweep.Trials.Select(t => t.SessionId).Order(), (await grid.Client.Training.ListAsync()).Select(s => s.Id).Order());
        Assert.Equal([1, 2, 3], sweep.Trials.Select(t => t.ModelVersion).Order());
        var again = await grid.Client.Sweeps.StartAsync(spec, "restarted");
        Assert.Equal((id, sweep.Trials), (again.Id, again.Trials));
    }

    [Fact]
    public async Task Cancelling_a_sweep_cancels_its_trials()
    {
        await using var grid = await SweepGrid.StartAsync();
        var spec = SweepGrid.Spec(epochs: 2000, SweepGrid.Values("learningRate", "0.01", "0.02", "0.03"));
        spec.Parallel = 1;
        string id = (await grid.Client.Sweeps.StartAsync(spec)).Id;
        await grid.WaitForAsync(id, sweep => sweep.Trials.Any(t => t.Values.Count > 0));
        var cancelled = await grid.Client.Sweeps.CancelAsync(id, "Enough seen.");
        Assert.Equal((SweepState.Cancelled, "Enough seen."), (cancelled.State, cancelled.Message));
        Assert.All(cancelled.Trials, t => Assert.Equal((TrialState.Cancelled, "Enough seen."), (t.State, t.Message)));

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await grid.Client.Training.ListAsync()).Any(s => s.State != TrainingState.Cancelled))
        {
            await Task.Delay(100, patience.Token);
        }

        Assert.Equal("Enough seen.", Assert.Single(await grid.Client.Training.ListAsync()).Message);
        Assert.Equal(SweepState.Cancelled, (await grid.Client.Sweeps.CancelAsync(id, "Again.")).State);
    }

    [Fact]
    public async Task Starting_is_idempotent_and_a_used_key_is_refused_for_another_sweep()
    {
        await using var grid = await SweepGrid.StartAsync();
        var spec = SweepGrid.Spec(epochs: 1, SweepGrid.Values("learningRate", "0.01"));
        var first = await grid.Client.Sweeps.StartAsync(spec, "key");
        Assert.Equal(first.Id, (await grid.Client.Sweeps.StartAsync(spec, "key")).Id);
        Assert.Single(await grid.Client.Sweeps.ListAsync());
        var other = SweepGrid.Spec(epochs: 1, SweepGrid.Values("learningRate", "0.02"));
        var refused = await Assert.ThrowsAsync<BirdGridException>(() => grid.Client.Sweeps.StartAsync(other, "key"));
        Assert.Equal((StatusCode.FailedPrecondition, "idempotency-key-reused"), (refused.Status, refused.Reason));
        await grid.WaitForEndAsync(first.Id);
    }
}
