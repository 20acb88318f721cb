using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Placement;
using BirdGrid.Vision.Training;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace BirdGrid.Grains.Training;

/// <inheritdoc cref="ILearningRateSearchGrain"/>
[RequireSiloRole(SiloRole.Gpu)]
[Immovable]
public sealed partial class LearningRateSearchGrain(SessionRunFactory runs, TrainingSpecPinner pinner, TimeProvider clock, ILogger<LearningRateSearchGrain> logger)
    : Grain, ILearningRateSearchGrain, IDisposable
{
    private readonly ChangeSignal changes = new();
    private readonly CancellationTokenSource stop = new();
    private LearningRateFinder? finder;
    private string message = string.Empty;
    private string? failure;
    private bool isDone;
    private Task loop = Task.CompletedTask;

    private string Id => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public async Task Start(LearningRateRequest request)
    {
        if (finder is not null)
        {
            throw new ConflictException("search-started", $"The learning-rate search {Id} was started before.");
        }

        var range = new LearningRateRange { Lowest = request.Lowest, Highest = request.Highest, Steps = request.Steps };
        var (spec, dataset) = await pinner.PinAsync(request.Spec);
        finder = new LearningRateFinder(range);
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        loop = LoopAsync(spec, dataset, range, finder);
    }

    /// <inheritdoc/>
    public async Task<LearningRateSearch> WaitForChange(long afterRevision, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        if (finder is null)
        {
            throw new NotFoundException("unknown-search", $"There is no learning-rate search '{Id}': its silo was lost. Start it again.");
        }

        await changes.WaitAsync(afterRevision, patience, clock, cancellationToken);
        return new LearningRateSearch
        {
            Message = message,
            Samples = [.. finder.Points.Select(point => new LearningRateSample(point.Rate, point.Loss, point.SmoothedLoss))],
            IsDone = isDone,
            Failure = failure,
            HasDiverged = finder.HasDiverged,
            SteepestRate = isDone ? finder.SteepestRate : null,
            TenthOfMinimumRate = isDone ? finder.TenthOfMinimumRate : null,
            Revision = changes.Revision,
        };
    }

    /// <inheritdoc/>
    public Task Stop()
    {
        stop.Cancel();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => stop.Dispose();

    private async Task LoopAsync(TrainingSpec spec, DatasetVersion dataset, LearningRateRange range, LearningRateFinder wanted)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding);
        try
        {
            await runs.CreateSearch(GrainFactory, Id).RunAsync(spec, dataset, range, wanted, Say, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            failure = "Stopped.";
        }
        catch (Exception wrong)
        {
            LogFailed(wrong, Id);
            failure = FailureText.Of(wrong);
        }

        isDone = true;
        Say(string.Empty);
        DelayDeactivation(TimeSpan.Zero);
    }

    private void Say(string what)
    {
        message = what;
        changes.Raise();
    }

    [LoggerMessage(EventId = 322, EventName = "LearningRateSearchFailed", Level = LogLevel.Error, Message = "Learning-rate search {Search} failed.")]
    private partial void LogFailed(Exception failure, string search);
}
