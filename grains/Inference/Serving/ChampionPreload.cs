using BirdGrid.Grains.Catalog;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Placement;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Inference.Serving;

/// <summary>After the start of a silo that takes calls, brings every model's champion into memory, so that its first caller does not wait for it.</summary>
/// <param name="grains">Finds models.</param>
/// <param name="serving">Loads them.</param>
/// <param name="announcement">What this silo is for.</param>
/// <param name="lifetime">Tells when the silo has started.</param>
/// <param name="options">Whether to.</param>
/// <param name="logger">Where a champion that cannot be loaded is noted.</param>
public sealed partial class ChampionPreload(
    IGrainFactory grains,
    IModelServing serving,
    SiloAnnouncement announcement,
    IHostApplicationLifetime lifetime,
    IOptions<InferenceOptions> options,
    ILogger<ChampionPreload> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.PreloadChampions || !announcement.Roles.HasFlag(SiloRole.Gateway))
        {
            return;
        }

        await StartedAsync(stoppingToken);
        await foreach (string model in grains.GetGrain<ICatalogGrain>(CatalogKinds.Models).AllByNameAsync(stoppingToken))
        {
            await PreloadAsync(model, stoppingToken);
        }
    }

    private async Task PreloadAsync(string model, CancellationToken stoppingToken)
    {
        try
        {
            var route = await grains.GetGrain<IModelGrain>(model).GetRoute();
            if (route.Aliases.ContainsKey(ModelAliases.Champion))
            {
                await serving.LoadAsync(new ModelReference(model, null, ModelAliases.Champion), "It was the champion when a silo started.", stoppingToken);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotLoaded(failure, model);
        }
    }

    private Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(started.SetResult);
        return started.Task.WaitAsync(stoppingToken);
    }

    [LoggerMessage(EventId = 522, EventName = "ChampionNotLoaded", Level = LogLevel.Warning, Message = "The champion of {Model} is not in memory; its first caller waits for it, or is told why.")]
    private partial void LogNotLoaded(Exception failure, string model);
}
