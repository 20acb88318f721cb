using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace BirdGrid.Grains.Storage;

/// <summary>Keeps grain states and reminders in SQLite.</summary>
public static class SqliteStorageSiloBuilderExtensions
{
    /// <summary>Adds SQLite as the storage of grains that name none.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Names the file.</param>
    /// <returns>The silo, for chaining.</returns>
    public static ISiloBuilder AddSqliteGrainStorageAsDefault(this ISiloBuilder builder, Action<OptionsBuilder<SqliteStorageOptions>> configure) =>
        builder.AddSqliteGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configure);

    /// <summary>Adds SQLite as a named grain storage.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">Name that grains give in <c>[PersistentState]</c>. It is not part of the rows' key: storages on one file share its rows.</param>
    /// <param name="configure">Names the file.</param>
    /// <returns>The silo, for chaining.</returns>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string name, Action<OptionsBuilder<SqliteStorageOptions>> configure)
    {
        AddOptions(builder.Services, name, configure);
        builder.Services.AddGrainStorage(name, CreateStorage);
        return builder;
    }

    /// <summary>Keeps reminders in SQLite; the file may be the grain storage's.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="configure">Names the file.</param>
    /// <returns>The silo, for chaining.</returns>
    public static ISiloBuilder UseSqliteReminderService(this ISiloBuilder builder, Action<OptionsBuilder<SqliteStorageOptions>> configure)
    {
        AddOptions(builder.Services, SqliteStorageOptions.RemindersName, configure);
        builder.AddReminders();
        builder.Services.AddSingleton<IReminderTable, SqliteReminderTable>();
        return builder;
    }

    private static void AddOptions(IServiceCollection services, string name, Action<OptionsBuilder<SqliteStorageOptions>> configure)
    {
        configure(services.AddOptions<SqliteStorageOptions>(name));
        services.AddTransient<IConfigurationValidator>(provider => new SqliteStorageOptionsValidator(Options(provider, name), name));
        services.TryAddSingleton<SqliteDatabases>();
    }

    private static SqliteGrainStorage CreateStorage(IServiceProvider services, string name)
    {
        var options = Options(services, name);
        return new SqliteGrainStorage(
            name,
            services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
            services.GetRequiredService<SqliteDatabases>().Get(options),
            options.GrainStorageSerializer ?? new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()),
            services.GetRequiredService<IActivatorProvider>(),
            services.GetRequiredService<TimeProvider>());
    }

    private static SqliteStorageOptions Options(IServiceProvider services, string name) => services.GetRequiredService<IOptionsMonitor<SqliteStorageOptions>>().Get(name);
}
