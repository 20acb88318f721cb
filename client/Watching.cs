using System.Runtime.CompilerServices;
using Grpc.Core;

namespace BirdGrid.Client;

/// <summary>Watches something on a silo to its end, over lost connections.</summary>
internal static class Watching
{
    /// <summary>
    /// Every state that the silo tells. A lost connection is taken up again where it broke off, for <see cref="BirdGridClientOptions.ReconnectSeconds"/>.
    /// </summary>
    /// <param name="client">The connection.</param>
    /// <param name="name">Name of the call, for traces.</param>
    /// <param name="open">Opens the watch after a revision.</param>
    /// <param name="place">Reads a state's revision, and whether it is the last.</param>
    /// <param name="cancellationToken">Stops watching.</param>
    /// <exception cref="BirdGridException">The silo refused, or stays unreachable.</exception>
    public static async IAsyncEnumerable<T> RunAsync<T>(
        BirdGridClient client, string name, Func<long, AsyncServerStreamingCall<T>> open, Func<T, (long Revision, bool IsLast)> place, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var outage = new Outage(client.Options);
        long seen = 0;
        while (true)
        {
            using var activity = BirdGridClient.StartActivity(name);
            using var call = open(seen);
            while (await outage.NextAsync(call.ResponseStream, client, cancellationToken) is { } state)
            {
                (seen, bool isLast) = place(state);
                outage.End();
                yield return state;
                if (isLast)
                {
                    yield break;
                }
            }

            await outage.PauseAsync(cancellationToken);
        }
    }
}
