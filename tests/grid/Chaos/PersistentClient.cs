using BirdGrid.Client;
using Grpc.Core;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>A client that asks again, with the same idempotency key, where the grid says that it may; it counts how often the client's own retries did not suffice.</summary>
/// <param name="client">The client, with its defaults.</param>
internal sealed class PersistentClient(BirdGridClient client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private int repeats;

    /// <summary>Calls that had to be made again.</summary>
    public int Repeats => repeats;

    /// <summary>Makes a call until it is answered.</summary>
    /// <exception cref="BirdGridException">The grid refused, or was away for minutes.</exception>
    public async Task<T> CallAsync<T>(Func<BirdGridClient, Task<T>> call)
    {
        var giveUp = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                return await call(client);
            }
            catch (BirdGridException lost) when (lost.Status is StatusCode.Unavailable or StatusCode.DeadlineExceeded && DateTime.UtcNow < giveUp)
            {
                Interlocked.Increment(ref repeats);
                await Task.Delay(Pause);
            }
        }
    }
}
