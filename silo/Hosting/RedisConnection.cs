using StackExchange.Redis;

namespace BirdGrid.Silo.Hosting;

/// <summary>The silo's one connection to Redis; it comes back by itself when Redis does.</summary>
/// <param name="settings">Where Redis is, and how to log in.</param>
internal sealed class RedisConnection(ConfigurationOptions settings) : IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> connection = new(() => ConnectAsync(settings));

    /// <summary>The connection, made at the first call; the silo's, not the provider's that asks.</summary>
    /// <exception cref="SiloConfigurationException">Redis does not answer, or refuses the login.</exception>
    public async Task<(IConnectionMultiplexer Connection, bool IsShared)> ShareAsync() => (await connection.Value, IsShared: true);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (connection is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await connection.Value).DisposeAsync();
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions settings)
    {
        var made = await ConnectionMultiplexer.ConnectAsync(settings);
        try
        {
            await made.GetDatabase().PingAsync();
            return made;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            await made.DisposeAsync();
            string where = string.Join(", ", settings.EndPoints.Select(e => e.ToString()));
            throw new SiloConfigurationException($"Redis at {where} does not answer: {failure.Message} Start it, or correct BirdGrid:Cluster:Redis.");
        }
    }
}
