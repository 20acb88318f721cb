using BirdGrid.V1;
using Grpc.Net.Client;

namespace BirdGrid.Client.Sweeps;

/// <summary>Sweeps: many training sessions that differ in a few settings.</summary>
public sealed class SweepsClient
{
    private readonly BirdGridClient client;
    private readonly SweepService.SweepServiceClient service;

    internal SweepsClient(BirdGridClient client, GrpcChannel channel)
    {
        this.client = client;
        service = new SweepService.SweepServiceClient(channel);
    }

    /// <summary>Starts a sweep and returns at once.</summary>
    /// <param name="spec">What its trials share, and what they differ in.</param>
    /// <param name="idempotencyKey">The same key returns the same sweep; null: a new one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">The silo refused, or cannot be reached.</exception>
    public Task<Sweep> StartAsync(SweepSpec spec, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        var request = new StartSweepRequest { Spec = spec, IdempotencyKey = idempotencyKey ?? Guid.NewGuid().ToString("N") };
        return client.CallAsync("StartSweep", o => service.StartAsync(request, o), cancellationToken);
    }

    /// <summary>A sweep as it is.</summary>
    public Task<Sweep> GetAsync(string id, CancellationToken cancellationToken = default) =>
        client.CallAsync("GetSweep", o => service.GetAsync(new GetSweepRequest { Id = id }, o), cancellationToken);

    /// <summary>
    /// The sweep now and after changes until it has ended. A lost connection is taken up again where it broke off, for
    /// <see cref="BirdGridClientOptions.ReconnectSeconds"/>.
    /// </summary>
    /// <param name="id">Sweep id.</param>
    /// <param name="cancellationToken">Stops watching; the sweep goes on.</param>
    /// <exception cref="BirdGridException">The sweep does not exist, or the silo stays unreachable.</exception>
    public IAsyncEnumerable<Sweep> WatchAsync(string id, CancellationToken cancellationToken = default) => Watching.RunAsync(
        client,
        "WatchSweep",
        seen => service.Watch(new WatchSweepRequest { Id = id, AfterRevision = seen }, cancellationToken: cancellationToken),
        sweep => (sweep.Revision, sweep.Ended is not null),
        cancellationToken);

    /// <summary>Ends a sweep and its trials.</summary>
    public Task<Sweep> CancelAsync(string id, string reason, CancellationToken cancellationToken = default) =>
        client.CallAsync("CancelSweep", o => service.CancelAsync(new CancelSweepRequest { Id = id, Reason = reason }, o), cancellationToken);

    /// <summary>Sweeps, newest first.</summary>
    public async Task<IReadOnlyList<Sweep>> ListAsync(int limit = 0, CancellationToken cancellationToken = default) =>
        (await client.CallAsync("ListSweeps", o => service.ListAsync(new ListSweepsRequest { Limit = limit }, o), cancellationToken)).Sweeps;
}
