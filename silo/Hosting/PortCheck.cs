using System.Net;
using System.Net.Sockets;
using BirdGrid.Silo.Options;

namespace BirdGrid.Silo.Hosting;

/// <summary>
/// Looks, before anything of a silo starts, whether it can listen where it is to: a silo that found out at the end of its start would have joined its grid,
/// and would leave it with a page of errors.
/// </summary>
/// <param name="addresses">Where it is to listen, and the setting that says so.</param>
internal sealed class PortCheck(IReadOnlyList<(IPEndPoint Address, string Setting)> addresses) : IHostedLifecycleService
{
    /// <summary>Makes the check of a silo's addresses.</summary>
    public static PortCheck Of(SiloOptions options)
    {
        var addresses = new List<(IPEndPoint Address, string Setting)> { (AddressOf(new Uri(options.Url)), "--url (BirdGrid:Url)") };
        if (options.RestAddress() is { } rest)
        {
            addresses.Add((AddressOf(rest), "BirdGrid:RestUrl"));
        }

        addresses.Add((new IPEndPoint(IPAddress.Any, options.ProbePort), "BirdGrid:ProbePort"));
        addresses.Add((new IPEndPoint(IPAddress.Loopback, options.Telemetry.PrometheusPort), "BirdGrid:Telemetry:PrometheusPort"));
        var ofSilos = IPAddress.Loopback;
        if (options.Cluster.Provider == ClusterProvider.Redis && !options.Cluster.Kubernetes)
        {
            ofSilos = ClusterExtensions.AdvertisedAddress(options.Cluster);
            addresses.Add((new IPEndPoint(ofSilos, 0), "BirdGrid:Cluster:AdvertisedAddress"));
        }

        addresses.Add((new IPEndPoint(ofSilos, options.Cluster.SiloPort), "BirdGrid:Cluster:SiloPort"));
        addresses.Add((new IPEndPoint(ofSilos, options.Cluster.GatewayPort), "BirdGrid:Cluster:GatewayPort"));
        return new PortCheck(addresses);
    }

    /// <inheritdoc/>
    /// <exception cref="AddressUnavailableException">The silo cannot listen where it is to.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var (address, setting) in addresses)
        {
            try
            {
                using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                probe.Bind(address);
            }
            catch (SocketException refused)
            {
                throw new AddressUnavailableException(address, setting, refused);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IPEndPoint AddressOf(Uri url) => new(AddressRules.AddressOf(url), url.Port);
}
