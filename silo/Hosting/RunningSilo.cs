using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Storage;
using BirdGrid.Silo.Options;
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
    public string Url => Services.GetRequiredService<SiloListeners>().GrpcUrl;

    /// <summary>Address of the REST services, with the port that was taken; null where there are none.</summary>
    public string? RestUrl => Services.GetRequiredService<SiloListeners>().RestUrl;

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => application.Services;

    /// <summary>One line that says where the silo is and what it runs on.</summary>
    public string ReadyMessage
    {
        get
        {
            string grid = Options.Cluster.Provider == ClusterProvider.Redis ? $", grid {Options.Cluster.ClusterId}" : string.Empty;
            string rest = RestUrl is { } address ? $", REST {address}" : string.Empty;
            return $"BirdGrid silo ready at {Url} (role {Options.Role}, device {Services.GetRequiredService<DeviceExecutor>().Device}, data {Options.DataDirectory}{rest}{grid})";
        }
    }

    private SiloOptions Options => Services.GetRequiredService<IOptions<SiloOptions>>().Value;

    /// <summary>Starts a silo.</summary>
    /// <param name="options">What the start says itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SiloConfigurationException">The configuration is wrong.</exception>
    /// <exception cref="DataDirectoryInUseException">Another silo uses the data directory.</exception>
    public static Task<RunningSilo> StartAsync(SiloStartOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, _ => { }, cancellationToken);

    /// <summary>Starts a silo with some of its services replaced, for a host that brings its own.</summary>
    /// <param name="start">What the start says itself.</param>
    /// <param name="replace">Told the services after all of the silo's own are registered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SiloConfigurationException">The configuration is wrong.</exception>
    /// <exception cref="DataDirectoryInUseException">Another silo uses the data directory.</exception>
    /// <exception cref="GridIdentityException">The database does not belong to the blobs.</exception>
    public static Task<RunningSilo> StartAsync(SiloStartOptions start, Action<IServiceCollection> replace, CancellationToken cancellationToken) =>
        StartAsync(start, replace, isAsked: null, cancellationToken);

    /// <summary>Starts a silo that says why it ends where nobody told it to.</summary>
    /// <param name="start">What the start says itself.</param>
    /// <param name="replace">Told the services after all of the silo's own are registered.</param>
    /// <param name="isAsked">Whether somebody who may has told it to end; null: nothing is said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<RunningSilo> StartAsync(SiloStartOptions start, Action<IServiceCollection> replace, Func<bool>? isAsked, CancellationToken cancellationToken)
    {
        var application = SiloHost.Build(start, replace);
        DataDirectoryLock? directoryLock = null;
        try
        {
            var options = application.Services.GetRequiredService<IOptions<SiloOptions>>().Value;

            if (OwnsItsState(options.Cluster))
            {
                directoryLock = DataDirectoryLock.Take(options.DataDirectory);
                application.Services.GetRequiredService<DataDirectoryCheck>().Run();
            }

            if (isAsked is not null)
            {
                application.Services.GetRequiredService<SiloEnd>().Watch(isAsked);
            }

            await application.StartAsync(cancellationToken);
            return new RunningSilo(application, directoryLock);
        }
        catch (Exception failure)
        {
            string role = application.Services.GetRequiredService<IOptions<SiloOptions>>().Value.Role;
            await application.DisposeAsync();
            directoryLock?.Dispose();
            if (failure is DeviceUnavailableException missing && role == "gpu" && start.Device is null)
            {
                throw new DeviceUnavailableException($"A silo with the role gpu needs a working CUDA device, and refuses to start without. {missing.Message} To do a gpu silo's work on the CPU, say so with --device cpu.", missing);
            }

            throw;
        }
    }

    /// <summary>Whether it ends, or has, without having been told to.</summary>
    internal SiloEnd End => Services.GetRequiredService<SiloEnd>();

    /// <summary>Waits until the silo is told to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => application.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync();
        await application.DisposeAsync();
        directoryLock?.Dispose();
    }

    // Silos that join a primary share its data directory, and its lock; those with Redis keep no state there.
    private static bool OwnsItsState(BirdGrid.Silo.Options.ClusterOptions cluster) => cluster is { Provider: ClusterProvider.Localhost, PrimarySiloPort: 0 };
}
