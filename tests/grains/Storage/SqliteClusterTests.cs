using BirdGrid.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace BirdGrid.Grains.Tests.Storage;

public sealed class SqliteClusterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task States_and_reminders_survive_the_whole_cluster()
    {
        await using (var cluster = await Deploy(siloCount: 2))
        {
            for (int i = 0; i < 8; i++)
            {
                var grain = cluster.Client.GetGrain<ICounterGrain>($"grain {i}");
                await grain.Increment();
                await grain.Increment();
                await grain.Remind($"reminder {i}");
            }

            await cluster.Client.GetGrain<ICounterGrain>("grain 7").Clear();
        }

        await using (var cluster = await Deploy(siloCount: 1))
        {
            for (int i = 0; i < 7; i++)
            {
                var grain = cluster.Client.GetGrain<ICounterGrain>($"grain {i}");
                Assert.Equal(2, await grain.Value());
                Assert.Equal([$"reminder {i}"], await grain.Reminders());
                Assert.Equal(3, await grain.Increment());
            }

            Assert.Equal(0, await cluster.Client.GetGrain<ICounterGrain>("grain 7").Value());
            var table = cluster.Silos[0].ServiceProvider.GetRequiredService<IReminderTable>();
            Assert.Equal(8, (await table.ReadRows(0, 0, TestContext.Current.CancellationToken)).Reminders.Count);
        }
    }

    [Fact]
    public async Task What_a_caller_gets_of_a_damaged_state_says_so()
    {
        await using var cluster = await Deploy(siloCount: 1);
        await cluster.Client.GetGrain<ICounterGrain>("whole").Increment();
        await using (var store = new StorageFixture(_folder.File("grid.db"), "birdgrid"))
        {
            await store.Database.WriteAsync(
                session => session.Change("INSERT INTO grain_state SELECT service_id, grain_type, 'torn', state_name, etag, x'deadbeefdeadbeef', updated_utc FROM grain_state"),
                CancellationToken.None);
        }

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => cluster.Client.GetGrain<ICounterGrain>("torn").Value());

        Assert.True(LostCall.IsDamage(failure), failure.ToString());
        Assert.False(LostCall.Is(failure), failure.ToString());
    }

    [Fact]
    public async Task A_silo_whose_file_is_unusable_refuses_to_start_and_says_why()
    {
        await File.WriteAllTextAsync(_folder.File("grid.db"), new string('x', 5000), TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await Deploy(siloCount: 1));

        Assert.Contains("is not an SQLite database", error.ToString(), StringComparison.Ordinal);
    }

    private async Task<InProcessTestCluster> Deploy(short siloCount)
    {
        var builder = new InProcessTestClusterBuilder(siloCount);
        builder.Options.ServiceId = "birdgrid";
        builder.ConfigureSilo((_, silo) => silo
            .AddSqliteGrainStorageAsDefault(options => options.Configure(storage => storage.DatabasePath = _folder.File("grid.db")))
            .UseSqliteReminderService(options => options.Configure(storage => storage.DatabasePath = _folder.File("grid.db"))));
        var cluster = builder.Build();
        try
        {
            await cluster.DeployAsync(TestContext.Current.CancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }
}
