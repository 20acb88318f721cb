using System.Collections.Concurrent;
using BirdGrid.Grains.Hosting;
using Microsoft.Extensions.Logging;

namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>Counts what this silo sees of versions that answer its callers, and tells each model's judge every second.</summary>
/// <param name="grains">Finds the judges.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Where a judge that cannot be reached is noted.</param>
public sealed partial class OutcomeRecorder(IGrainFactory grains, TimeProvider clock, ILogger<OutcomeRecorder> logger) : SupervisedService(clock, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ModelOutcomes> models = new(StringComparer.Ordinal);

    /// <summary>A version answered, or failed to.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="version">The version.</param>
    /// <param name="latency">From the call to the answer; null: it failed.</param>
    public void Record(string model, int version, TimeSpan? latency) => Of(model).Record(version, latency);

    /// <summary>A shadow's answer was compared.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="counts">How far it agreed.</param>
    public void Record(string model, AgreementCounts counts) => Of(model).Record(counts);

    /// <summary>Two versions were compared.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="runs">What they did.</param>
    public void Record(string model, PairedRuns runs) => Of(model).Record(runs);

    /// <summary>Tells the judges what has been seen since the last time.</summary>
    public async Task ReportAsync()
    {
        foreach (var (model, seen) in models)
        {
            if (seen.Take() is not { } report)
            {
                continue;
            }

            try
            {
                await grains.GetGrain<IRolloutGrain>(model).Report(report);
            }
            catch (Exception lost) when (lost is not OutOfMemoryException)
            {
                // A second's counts are missing; the next ones tell the same.
                LogLost(Logger, lost, model);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ReportAsync();
        }
    }

    private ModelOutcomes Of(string model) => models.GetOrAdd(model, static _ => new ModelOutcomes());

    [LoggerMessage(EventId = 521, EventName = "OutcomesLost", Level = LogLevel.Debug, Message = "What was seen of {Model} could not be reported.")]
    private static partial void LogLost(ILogger logger, Exception lost, string model);
}
