using BirdGrid.Grains.Devices;
using BirdGrid.Silo.Options;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Hosting;

/// <summary>A silo that has started; dispose it to stop it.</summary>
public sealed class RunningSilo : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly DataDirectoryLock? directoryLock;

    private RunningSilo(WebApplication application, DataDirectoryLock? directoryLock)
    {
        this.application = application;
        this.directoryLock = directoryLock;
    }

    /// <summary>Address of the gRPC services, with the port that was taken.</summary>
    public string Url => application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => application.Services;

    /// <summary>One line that says where the silo is and what it runs on.</summary>
    public string ReadyMessage
    {
        get
        {
            var options = Services.GetRequiredService<IOptions<SiloOptions>>().Value;
            return $"BirdGrid silo ready at {Url} (role {options.Role}, device {Services.GetRequiredService<DeviceExecutor>().Device}, data {options.DataDirectory})";
        }
    }

    /// <summary>Starts a silo.</summary>
    /// <param name="options">What the start says itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SiloConfigurationException">The configuration is wrong.</exception>
    /// <exception cref="DataDirectoryInUseException">Another silo uses the data directory.</exception>
    public static Task<RunningSilo> StartAsync(SiloStartOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, _ => { }, cancellationToken);

    /// <summary>Starts a silo with some of its services replaced.</summary>
    internal static async Task<RunningSilo> StartAsync(SiloStartOptions start, Action<IServiceCollection> replace, CancellationToken cancellationToken)
    {
        var application = SiloHost.Build(start, replace);
        DataDirectoryLock? directoryLock = null;
        try
        {
            var options = application.Services.GetRequiredService<IOptions<SiloOptions>>().Value;

            directoryLock = OwnsItsState(options.Cluster) ? DataDirectoryLock.Take(options.DataDirectory) : null;
            await application.StartAsync(cancellationToken);
            return new RunningSilo(application, directoryLock);
        }
        catch
        {
            await application.DisposeAsync();
            directoryLock?.Dispose();
            throw;
        }
    }

    // Silos that join a primary share its data directory, and its lock; those with Redis keep no state there.
    private static bool OwnsItsState(Options.ClusterOptions cluster) => cluster is { Provider: ClusterProvider.Localhost, PrimarySiloPort: 0 };

    /// <summary>Waits until the silo is told to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
        directoryLock?.Dispose();
    }
}
