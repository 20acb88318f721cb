using BirdGrid.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace BirdGrid.Client.Serving;

/// <summary>Which versions are in memory, and how they do.</summary>
public sealed class ServingClient
{
    private readonly BirdGridClient client;
    private readonly ServingService.ServingServiceClient service;

    internal ServingClient(BirdGridClient client, GrpcChannel channel)
    {
        this.client = client;
        service = new ServingService.ServingServiceClient(channel);
    }

    /// <summary>All models, or some, again and again. A lost connection is taken up again, for <see cref="BirdGridClientOptions.ReconnectSeconds"/>.</summary>
    /// <param name="interval">Time between two answers, 100 ms to 60 s.</param>
    /// <param name="models">Names of the models to be told about; empty: all.</param>
    /// <param name="cancellationToken">Stops watching.</param>
    /// <exception cref="BirdGridException">The silo refused, or stays unreachable.</exception>
    public IAsyncEnumerable<GridServing> WatchAsync(TimeSpan interval, IReadOnlyCollection<string>? models = null, CancellationToken cancellationToken = default)
    {
        var request = new WatchServingRequest { IntervalMs = (int)interval.TotalMilliseconds, Models = { models ?? [] } };
        return Watching.RunAsync<GridServing>(
            client, "WatchServing", _ => service.Watch(request, new CallOptions(cancellationToken: cancellationToken)), _ => (0, false), cancellationToken);
    }
}
