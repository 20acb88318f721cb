using System.Net;
using System.Net.NetworkInformation;

namespace BirdGrid.Grid.Tests.Support;

/// <summary>
/// Ports for servers of tests, each handed out once by a process and below the range that the kernel takes for connections: a port that was only
/// seen to be free could be another's a moment later.
/// </summary>
internal static class FreePorts
{
    private const int First = 10_000;
    private const int Last = 30_000;

    private static readonly Lock Turn = new();
    private static int next = First + (Environment.ProcessId * 97 % (Last - First));

    /// <summary>A port that nobody listens on.</summary>
    public static int Next()
    {
        lock (Turn)
        {
            var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select((IPEndPoint e) => e.Port).ToHashSet();
            do
            {
                next = next + 1 >= Last ? First : next + 1;
            }
            while (taken.Contains(next));
            return next;
        }
    }
}
