using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime.Hosting;

namespace BirdGrid.Grains.Storage;

/// <summary>Registers SQLite grain storage and reminders.</summary>
public static class SqliteStorageExtensions
{
    /// <summary>Grain state of every grain that names no other storage, and reminders, in one SQLite database.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Names the database file.</param>
    public static ISiloBuilder AddSqliteStorageAsDefault(this ISiloBuilder silo, Action<SqliteStorageOptions> configure)
    {
        var services = silo.Services;
        services.AddOptions<SqliteStorageOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<SqliteDatabase>();
        services.AddHostedService<SqliteStartup>();
        services.AddGrainStorage(Orleans.Providers.ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (provider, _) => ActivatorUtilities.CreateInstance<SqliteGrainStorage>(provider));
        silo.AddReminders();
        services.AddSingleton<IReminderTable, SqliteReminderTable>();
        return silo;
    }
}
