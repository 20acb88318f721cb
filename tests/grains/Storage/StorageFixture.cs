using BirdGrid.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace BirdGrid.Grains.Tests.Storage;

/// <summary>A storage and a reminder table on one file, without a silo.</summary>
internal sealed class StorageFixture : IAsyncDisposable
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private readonly SqliteDatabases _databases = new(NullLogger<SqliteDatabase>.Instance);

    public StorageFixture(string databasePath, string serviceId = "tests", Action<SqliteStorageOptions>? configure = null, TimeProvider? clock = null)
    {
        var options = new SqliteStorageOptions { DatabasePath = databasePath };
        configure?.Invoke(options);
        Database = _databases.Get(options);
        Storage = new SqliteGrainStorage(
            "Default",
            serviceId,
            Database,
            new OrleansGrainStorageSerializer(Services.GetRequiredService<Serializer>()),
            Services.GetRequiredService<IActivatorProvider>(),
            TimeProvider.System);
        Reminders = new SqliteReminderTable(_databases, new FixedOptions(options), Options.Create(new ClusterOptions { ServiceId = serviceId }), clock ?? TimeProvider.System);
    }

    public SqliteDatabase Database { get; }

    public SqliteGrainStorage Storage { get; }

    public IReminderTable Reminders { get; }

    public static GrainId Id(string key) => GrainId.Create("test-grain", key);

    public async Task<TestGrainState> Read(string key, string stateName = "state")
    {
        var state = new TestGrainState();
        await Storage.ReadStateAsync(stateName, Id(key), state);
        return state;
    }

    public Task Write(string key, TestGrainState state, string stateName = "state") => Storage.WriteStateAsync(stateName, Id(key), state);

    public Task Clear(string key, TestGrainState state, string stateName = "state") => Storage.ClearStateAsync(stateName, Id(key), state);

    public static TestGrainState New(string text, int count = 0) => new() { State = new TestState { Text = text, Count = count } };

    public ValueTask DisposeAsync() => _databases.DisposeAsync();

    private sealed class FixedOptions(SqliteStorageOptions options) : IOptionsMonitor<SqliteStorageOptions>
    {
        public SqliteStorageOptions CurrentValue => options;

        public SqliteStorageOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<SqliteStorageOptions, string?> listener) => null;
    }
}
