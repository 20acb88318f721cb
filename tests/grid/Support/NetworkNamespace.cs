using System.ComponentModel;
using System.Diagnostics;

namespace BirdGrid.Grid.Tests.Support;

/// <summary>A network namespace behind a cable that can be pulled: a process in it has its own address, reaches this machine through a bridge, and lives on when cut off.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly string bridge;
    private readonly string cable;

    private NetworkNamespace(int number)
    {
        Name = $"birdgrid-{number}";
        bridge = $"bg-br-{number}";
        cable = $"bg-out-{number}";
        OutsideAddress = $"10.199.{number}.1";
        InsideAddress = $"10.199.{number}.2";
    }

    /// <summary>Address of this machine, as the namespace sees it.</summary>
    public string OutsideAddress { get; }

    /// <summary>Address of what runs in the namespace.</summary>
    public string InsideAddress { get; }

    /// <summary>Words before a program that is to run in the namespace.</summary>
    public IReadOnlyList<string> CommandPrefix => ["ip", "netns", "exec", Name];

    private string Name { get; }

    /// <summary>Makes a namespace.</summary>
    /// <exception cref="InvalidOperationException">This process may not, or iproute2 is missing.</exception>
    public static NetworkNamespace Create()
    {
        var made = new NetworkNamespace(1 + (Environment.ProcessId % 250));
        string inside = $"bg-in-{1 + (Environment.ProcessId % 250)}";
        try
        {
            Ip("netns", "add", made.Name);
            Ip("link", "add", made.bridge, "type", "bridge");
            Ip("addr", "add", $"{made.OutsideAddress}/24", "dev", made.bridge);
            Ip("link", "set", made.bridge, "up");
            Ip("link", "add", made.cable, "type", "veth", "peer", "name", inside, "netns", made.Name);
            Ip("link", "set", made.cable, "master", made.bridge, "up");
            Ip("-n", made.Name, "addr", "add", $"{made.InsideAddress}/24", "dev", inside);
            Ip("-n", made.Name, "link", "set", inside, "up");
            Ip("-n", made.Name, "link", "set", "lo", "up");
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    /// <summary>Pulls the cable: packets of both sides vanish.</summary>
    public void Cut() => Ip("link", "set", cable, "down");

    /// <summary>Plugs it in again.</summary>
    public void Heal() => Ip("link", "set", cable, "up");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string[] command in new string[][] { ["netns", "del", Name], ["link", "del", bridge] })
        {
            try
            {
                Ip(command);
            }
            catch (InvalidOperationException)
            {
                // It was never made.
            }
        }
    }

    private static void Ip(params string[] arguments)
    {
        try
        {
            using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            string errors = ip.StandardError.ReadToEnd();
            ip.WaitForExit();
            if (ip.ExitCode != 0)
            {
                throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {errors.Trim()}");
            }
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("iproute2 is not installed (Debian: apt-get install iproute2).", missing);
        }
    }
}
