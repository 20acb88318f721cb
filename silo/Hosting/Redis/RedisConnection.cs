using StackExchange.Redis;

namespace BirdGrid.Silo.Hosting.Redis;

/// <summary>The silo's one connection to Redis; it comes back by itself when Redis does.</summary>
/// <param name="settings">Where Redis is, and how to log in.</param>
/// <param name="probeKey">A key of this silo's own that is written to see whether Redis can be.</param>
internal sealed class RedisConnection(ConfigurationOptions settings, string probeKey) : IAsyncDisposable
{
    /// <summary>Redis forgets the probe's key after so long.</summary>
    private static readonly TimeSpan ProbeKeyLife = TimeSpan.FromMinutes(1);

    private const string Silent = "does not answer in time";

    private readonly SemaphoreSlim connecting = new(1);
    private volatile ConnectionMultiplexer? connection;

    /// <summary>Where Redis is, for people.</summary>
    public string Where { get; } = string.Join(", ", settings.EndPoints.Select(RedisFailure.AddressOf));

    /// <summary>The connection, made at the first call; the silo's, not the provider's that asks.</summary>
    /// <exception cref="RedisUnavailableException">Redis cannot be used.</exception>
    public async Task<(IConnectionMultiplexer Connection, bool IsShared)> ShareAsync() => (await ConnectAsync(), IsShared: true);

    /// <summary>Connects where that was not done, and writes a key.</summary>
    /// <exception cref="RedisUnavailableException">Redis cannot be used, for reading or for writing.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var made = await ConnectAsync();
        try
        {
            await made.GetDatabase().StringSetAsync(probeKey, Environment.MachineName, ProbeKeyLife).WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            throw new RedisUnavailableException(Where, RedisFailure.ReasonOf(failure) ?? Silent, failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (connection is { } made)
        {
            await made.DisposeAsync();
        }

        connecting.Dispose();
    }

    private async Task<string?> GreetAsync()
    {
        foreach (var address in settings.EndPoints)
        {
            if (await RedisGreeting.AskAsync(address, settings.Ssl) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        if (connection is { } made)
        {
            return made;
        }

        await connecting.WaitAsync();
        try
        {
            return connection ??= await ConnectionMultiplexer.ConnectAsync(settings);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            throw new RedisUnavailableException(Where, RedisFailure.ReasonOf(failure) ?? await GreetAsync() ?? Silent, failure);
        }
        finally
        {
            connecting.Release();
        }
    }
}
