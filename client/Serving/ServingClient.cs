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

    /// <summary>The versions of a model: in memory or not, why, since when, and what they have done.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">There is no such model.</exception>
    public Task<ModelServing> GetAsync(string model, CancellationToken cancellationToken = default) =>
        client.CallAsync("GetServing", o => service.GetAsync(new GetServingRequest { Model = model }, o), cancellationToken);

    /// <summary>Loads and warms a version; ends when it is ready.</summary>
    /// <param name="reference"><c>model</c>, <c>model@3</c> or <c>model@champion</c>.</param>
    /// <param name="reason">Why, for the record; may be empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">There is no such version, or it cannot be loaded.</exception>
    public Task<VersionServing> LoadAsync(string reference, string reason = "", CancellationToken cancellationToken = default) =>
        client.CallAsync("LoadVersion", o => service.LoadAsync(new LoadVersionRequest { Model = reference, Reason = reason }, o), cancellationToken);

    /// <summary>Lets a version finish what it has, and takes it out of memory.</summary>
    /// <param name="reference"><c>model@3</c>.</param>
    /// <param name="reason">Why, for the record; may be empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">There is no such version, or an alias or the traffic split needs it.</exception>
    public Task<VersionServing> UnloadAsync(string reference, string reason = "", CancellationToken cancellationToken = default) =>
        client.CallAsync("UnloadVersion", o => service.UnloadAsync(new UnloadVersionRequest { Model = reference, Reason = reason }, o), cancellationToken);

    /// <summary>How a model's requests are split, what the versions were seen to do since, and every change.</summary>
    /// <param name="model">The model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">There is no such model.</exception>
    public Task<Traffic> GetTrafficAsync(string model, CancellationToken cancellationToken = default) =>
        client.CallAsync("GetTraffic", o => service.GetTrafficAsync(new GetTrafficRequest { Model = model }, o), cancellationToken);

    /// <summary>Splits a model's requests anew: canary and shadow, or neither.</summary>
    /// <param name="request">The split; a repeat needs an idempotency key, which is filled in where it is empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">A version does not exist or cannot be loaded, or a share is out of range.</exception>
    public Task<Traffic> SetTrafficAsync(SetTrafficRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var keyed = request.Clone();
        keyed.IdempotencyKey = keyed.IdempotencyKey.Length > 0 ? keyed.IdempotencyKey : Guid.NewGuid().ToString("N");
        return client.CallAsync("SetTraffic", o => service.SetTrafficAsync(keyed, o), cancellationToken);
    }
}
