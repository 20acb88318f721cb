using System.Collections.Concurrent;
using System.Globalization;
using BirdGrid.Grains.Hosting;
using BirdGrid.Grains.Training;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Hosting;

public sealed class OpenWorkRecoveryTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> woken = new();
    private InProcessTestCluster cluster = null!;
    private int atATime;
    private int mostAtATime;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault().UseInMemoryReminderService());
        builder.ConfigureClient(client => client.AddOutgoingGrainCallFilter(NoteAsync));
        cluster = builder.Build();
        await cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Sessions_with_a_reminder_are_woken_many_at_a_time_and_nothing_else_is()
    {
        string[] open = [.. Enumerable.Range(0, 100).Select(i => i.ToString("ts-000", CultureInfo.InvariantCulture))];
        var reminders = cluster.Silos[0].ServiceProvider.GetRequiredService<IReminderTable>();
        var sessions = cluster.Client.GetGrain<ITrainingSessionGrain>("any").GetGrainId().Type;
        foreach (var id in open.Select(id => GrainId.Create(sessions, IdSpan.Create(id))).Append(GrainId.Create("other", "ts-999")))
        {
            await reminders.UpsertRow(new ReminderEntry { GrainId = id, ReminderName = "watchdog", StartAt = DateTime.UtcNow.AddHours(1), Period = TimeSpan.FromHours(1) });
        }

        await new OpenWorkRecovery(reminders, cluster.Client, NullLogger<OpenWorkRecovery>.Instance).Execute(TestContext.Current.CancellationToken);

        // One that cannot be woken does not keep the others asleep.
        Assert.Equal(open, woken.Order(StringComparer.Ordinal));
        Assert.InRange(mostAtATime, 2, 32);
    }

    private async Task NoteAsync(IOutgoingGrainCallContext call)
    {
        if (call.MethodName != nameof(ITrainingSessionGrain.EnsureRunning))
        {
            await call.Invoke();
            return;
        }

        lock (woken)
        {
            woken.Enqueue(call.TargetId.Key.ToString()!);
            mostAtATime = Math.Max(mostAtATime, ++atATime);
        }

        await Task.Delay(10);
        lock (woken)
        {
            atATime--;
        }

        if (woken.Count % 10 == 0)
        {
            throw new TimeoutException("No answer.");
        }
    }
}
