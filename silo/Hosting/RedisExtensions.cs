using Orleans.Serialization;
using Orleans.Storage;
using StackExchange.Redis;

namespace BirdGrid.Silo.Hosting;

/// <summary>Membership, grain state and reminders of a grid in Redis, over one connection.</summary>
internal static class RedisExtensions
{
    /// <summary>A restarting Redis is waited for this long before an operation fails.</summary>
    private const int OperationTimeoutMs = 5_000;

    /// <summary>Uses Orleans' Redis providers for everything that a grid remembers.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="cluster">Where Redis is.</param>
    public static ISiloBuilder UseRedis(this ISiloBuilder silo, Options.ClusterOptions cluster)
    {
        var settings = ConfigurationOptions.Parse(cluster.Redis);

        // A silo outlives a restart of Redis: the connection is made again, and what is asked meanwhile waits.
        settings.AbortOnConnectFail = false;
        settings.BacklogPolicy = BacklogPolicy.Default;
        settings.AsyncTimeout = OperationTimeoutMs;
        settings.ReconnectRetryPolicy = new LinearRetry(maxRetryElapsedTimeAllowedMilliseconds: 500);
        silo.Services.AddSingleton(_ => new RedisConnection(settings));
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
