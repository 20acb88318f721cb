using System.Runtime.ExceptionServices;
using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Hosting;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Placement;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Inference.Serving;

/// <summary>After the start of a silo that takes calls, brings every model's champion into memory, so that its first caller does not wait for it.</summary>
/// <param name="grains">Finds models.</param>
/// <param name="front">Told of them: routes and versions that it has read once outlast an absence of the stored state.</param>
/// <param name="serving">Loads them.</param>
/// <param name="announcement">What this silo is for.</param>
/// <param name="lifetime">Tells when the silo has started.</param>
/// <param name="options">Whether to.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Where a champion that cannot be loaded is noted.</param>
public sealed partial class ChampionPreload(
    IGrainFactory grains,
    IInferenceFront front,
    IModelServing serving,
    SiloAnnouncement announcement,
    IHostApplicationLifetime lifetime,
    IOptions<InferenceOptions> options,
    TimeProvider clock,
    ILogger<ChampionPreload> logger) : SupervisedService(clock, logger)
{
    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.PreloadChampions || !announcement.Roles.HasFlag(SiloRole.Gateway))
        {
            return;
        }

        await StartedAsync(stoppingToken);
        Exception? lost = null;
        await foreach (string model in grains.GetGrain<ICatalogGrain>(CatalogKinds.Models).AllByNameAsync(stoppingToken))
        {
            lost = await PreloadAsync(model, stoppingToken) ?? lost;
        }

        if (lost is not null)
        {
            // Begins anew later: what is in memory by then costs nothing.
            ExceptionDispatchInfo.Throw(lost);
        }
    }

    // What was lost rather than refused; null where the model needs no second attempt.
    private async Task<Exception?> PreloadAsync(string model, CancellationToken stoppingToken)
    {
        try
        {
            var route = await grains.GetGrain<IModelGrain>(model).GetRoute();
            if (route.Aliases.ContainsKey(ModelAliases.Champion))
            {
                var champion = new ModelReference(model, null, ModelAliases.Champion);
                await front.FindAsync(champion, stoppingToken);
                await serving.LoadAsync(champion, "It was the champion when a silo started.", stoppingToken);
            }
        }
        catch (Exception lost) when (LostCall.Is(lost))
        {
            return lost;
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            LogNotLoaded(Logger, failure, model);
        }

        return null;
    }

    private Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(started.SetResult);
        return started.Task.WaitAsync(stoppingToken);
    }

    [LoggerMessage(EventId = 522, EventName = "ChampionNotLoaded", Level = LogLevel.Warning, Message = "The champion of {Model} is not in memory; its first caller waits for it, or is told why.")]
    private static partial void LogNotLoaded(ILogger logger, Exception failure, string model);
}
