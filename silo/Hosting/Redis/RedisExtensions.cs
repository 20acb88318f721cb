using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace BirdGrid.Silo.Hosting.Redis;

/// <summary>Membership, grain state and reminders of a grid in Redis, over one connection.</summary>
internal static class RedisExtensions
{
    /// <summary>A restarting Redis is waited for this long before an operation fails; time-outs are looked for once a second, so that it may be one more.</summary>
    private const int OperationTimeoutMs = 3_500;

    /// <summary>Connecting to a Redis that says nothing is given up after so long.</summary>
    private const int ConnectTimeoutMs = 3_000;

    /// <summary>Uses Orleans' Redis providers for everything that a grid remembers.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="cluster">Where Redis is.</param>
    public static ISiloBuilder UseRedis(this ISiloBuilder silo, Options.ClusterOptions cluster)
    {
        var settings = ConfigurationOptions.Parse(cluster.Redis);

        // The first connection says why it cannot be made. A silo that has one outlives a restart of Redis: it is made again, and what is asked meanwhile waits.
        settings.AbortOnConnectFail = true;
        settings.ConnectTimeout = ConnectTimeoutMs;
        settings.ConnectRetry = 1;
        settings.BacklogPolicy = BacklogPolicy.Default;
        settings.AsyncTimeout = OperationTimeoutMs;

        // Operations that wait for a connection are timed by this one, asynchronous ones too.
        settings.SyncTimeout = OperationTimeoutMs;
        settings.ReconnectRetryPolicy = new LinearRetry(maxRetryElapsedTimeAllowedMilliseconds: 500);
        silo.Services.AddSingleton(_ => new RedisConnection(settings, $"{cluster.ServiceId}/probe/{Environment.MachineName}"));
        silo.Services.AddSingleton(cluster).AddHostedService<RedisWatch>();
        silo.UseRedisClustering(redis => redis.ConfigurationOptions = settings);
        silo.AddRedisGrainStorageAsDefault(redis => redis.ConfigurationOptions = settings);
        silo.UseRedisReminderService(redis => redis.ConfigurationOptions = settings);
        silo.Services.AddOptions<Orleans.Clustering.Redis.RedisClusteringOptions>()
            .Configure<RedisConnection>((redis, connection) => redis.CreateMultiplexer = _ => connection.ShareAsync());
        silo.Services.AddOptions<Orleans.Persistence.RedisStorageOptions>(Orleans.Providers.ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
            .Configure<RedisConnection, Serializer>((redis, connection, serializer) =>
            {
                redis.CreateMultiplexer = _ => connection.ShareAsync();

                // States are written as messages are, by the numbers of their members: JSON, the provider's default, cannot read every collection back.
                redis.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            });
        silo.Services.AddOptions<Orleans.Configuration.RedisReminderTableOptions>()
            .Configure<RedisConnection>((redis, connection) => redis.CreateMultiplexer = _ => connection.ShareAsync());
        return silo;
    }
}
