using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Sweeps;
using BirdGrid.Grains.Training;

namespace BirdGrid.Grains.Tests.Sweeps;

public sealed class SweepBoardTests
{
    private const int Epochs = 9;
    private readonly SweepState state = new() { Trials = [.. Enumerable.Range(1, 4).Select(n => new TrialRecord { Number = n, State = TrialState.Running })] };

    [Fact]
    public void The_first_at_a_rung_goes_on_and_a_worse_one_stops_with_a_reason()
    {
        var board = Board(SweepSearch.Asha);
        Assert.True(board.Observe(state.Trials[0], Session(0.6)));
        Assert.True(board.Observe(state.Trials[1], Session(0.5)));
        Assert.Equal((TrialState.Running, TrialState.Stopped), (state.Trials[0].State, state.Trials[1].State));
        Assert.Equal("Stopped at rung 1 (epoch 1): 0.5 is not among the best 1/3 of the 2 trials that have reached it.", state.Trials[1].Message);
        Assert.True(state.Trials[1].IsLive);
        Assert.True(board.Observe(state.Trials[1], Session(0.5) with { State = TrainingState.Cancelled, Message = "Stopped." }));
        Assert.Equal((TrialState.Stopped, false), (state.Trials[1].State, state.Trials[1].IsLive));
    }

    [Fact]
    public void Each_rung_is_judged_once_however_often_a_session_reports()
    {
        var board = Board(SweepSearch.Asha);
        Assert.True(board.Observe(state.Trials[0], Session(0.6, 0.7)));
        Assert.False(board.Observe(state.Trials[0], Session(0.6, 0.7)));
        Assert.True(board.Observe(state.Trials[0], Session(0.6, 0.7, 0.7)));
        Assert.Equal([0.6, 0.7], state.Trials[0].RungValues);
    }

    [Fact]
    public void A_session_that_goes_back_to_its_checkpoint_does_not_shorten_the_curve()
    {
        var board = Board(SweepSearch.Grid);
        board.Observe(state.Trials[0], Session(0.1, 0.2, 0.3));
        board.Observe(state.Trials[0], Session(0.1));
        Assert.Equal([0.1, 0.2, 0.3], state.Trials[0].Values);
    }

    [Fact]
    public void What_has_done_all_its_epochs_is_not_stopped_any_more()
    {
        var board = Board(SweepSearch.Asha);
        board.Observe(state.Trials[0], Session(0.9, 0.9, 0.9));
        board.Observe(state.Trials[1], Session([.. Enumerable.Repeat(0.1, Epochs)]));
        Assert.Equal(TrialState.Running, state.Trials[1].State);
    }

    [Fact]
    public void A_trial_that_completed_while_it_was_being_stopped_has_completed()
    {
        var board = Board(SweepSearch.Asha);
        board.Observe(state.Trials[0], Session(0.9));
        board.Observe(state.Trials[1], Session(0.1));
        board.Observe(state.Trials[1], Session(0.1) with { State = TrainingState.Completed, ModelVersion = 4 });
        Assert.Equal((TrialState.Completed, 4, ""), (state.Trials[1].State, state.Trials[1].ModelVersion, state.Trials[1].Message));
    }

    [Fact]
    public void A_failed_session_fails_its_trial_alone()
    {
        var board = Board(SweepSearch.Grid);
        Assert.True(board.Observe(state.Trials[0], Session(0.1) with { State = TrainingState.Failed, Message = "Diverged." }));
        Assert.Equal((TrialState.Failed, "Diverged."), (state.Trials[0].State, state.Trials[0].Message));
        Assert.All(state.Trials.Skip(1), trial => Assert.Equal(TrialState.Running, trial.State));
    }

    [Fact]
    public void Cancelling_ends_what_waits_and_leaves_sessions_to_be_cancelled()
    {
        state.Trials[3].State = TrialState.Waiting;
        state.Trials[2].State = TrialState.Completed;
        Board(SweepSearch.Grid).Cancel("Enough.");
        Assert.Equal([TrialState.Cancelled, TrialState.Cancelled, TrialState.Completed, TrialState.Cancelled], state.Trials.Select(t => t.State));
        Assert.Equal([false, false, false, true], state.Trials.Select(t => t.HasEnded));
    }

    private static TrainingSession Session(params double[] accuracies) => new()
    {
        Id = "s",
        Spec = new TrainingSpec { Model = "m", Dataset = "d", Backbone = "resnet9", Initialization = Initialization.Scratch, AugmentationJson = "{}", OptionsJson = "{}" },
        State = TrainingState.Training,
        Message = string.Empty,
        Epochs = [.. accuracies.Select((accuracy, i) => new EpochRecord
        {
            Epoch = i + 1, LearningRate = 0.1, TrainLoss = 1, TrainAccuracy = 0.5, ValidationLoss = 1, ValidationAccuracy = accuracy, ValidationTop5 = 1, Seconds = 1, DataWaitSeconds = 0, MonitoredSplit = DatasetSplit.Validation,
        })],
        Progress = new TrainingProgress(0, Epochs, 0, 0, 0, 0),
        ModelVersion = 0,
        Created = DateTimeOffset.UnixEpoch,
        Ended = null,
        Fence = 1,
        Revision = 1,
        BestEpoch = 0,
    };

    private SweepBoard Board(SweepSearch search) => new(
        new SweepSettings { Name = "s", Model = "m", Dataset = "d", Epochs = Epochs, Search = search, Metric = SweepMetric.ValidationAccuracy, Parameters = ["learningRate"] },
        state);
}
