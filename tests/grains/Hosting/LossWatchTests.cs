using System.Collections.Concurrent;
using BirdGrid.Grains.Hosting;
using BirdGrid.Grains.Storage;
using BirdGrid.Grains.Training;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Hosting;

/// <summary>What silos do when one of them is gone.</summary>
public sealed class LossWatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<string> woken = new();
    private InProcessTestCluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(3);
        builder.ConfigureSilo((_, silo) =>
        {
            // Reminders in memory would go with the silo that holds their table.
            silo.AddMemoryGrainStorageAsDefault().UseSqliteReminderService(sqlite => sqlite.Configure(o => o.DatabasePath = Path.Combine(folder.Path, "reminders.db")));
            silo.AddOutgoingGrainCallFilter(NoteAsync);
            silo.Services.AddSingleton<OpenWorkRecovery>().AddHostedService<LossWatch>();
        });
        cluster = builder.Build();
        await cluster.DeployAsync();
        var reminders = cluster.Silos[0].ServiceProvider.GetRequiredService<IReminderTable>();
        await reminders.UpsertRow(new ReminderEntry
        {
            GrainId = cluster.Client.GetGrain<ITrainingSessionGrain>("ts-open").GetGrainId(),
            ReminderName = "watchdog",
            StartAt = DateTime.UtcNow.AddHours(1),
            Period = TimeSpan.FromHours(1),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_silo_that_is_gone_wakes_the_open_sessions_by_one_of_the_others()
    {
        Assert.Empty(woken);

        await cluster.StopSiloAsync(cluster.Silos[2]);
        var giveUp = DateTime.UtcNow + Patience;
        while (woken.IsEmpty && DateTime.UtcNow < giveUp)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(["ts-open"], woken);
    }

    private async Task NoteAsync(IOutgoingGrainCallContext call)
    {
        if (call.MethodName == nameof(ITrainingSessionGrain.EnsureRunning) && call.InterfaceName.Contains(nameof(ITrainingSessionGrain), StringComparison.Ordinal))
        {
            woken.Enqueue(call.TargetId.Key.ToString()!);
            return;
        }

        await call.Invoke();
    }
}
