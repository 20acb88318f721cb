using System.Runtime.CompilerServices;
using BirdGrid.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace BirdGrid.Client.Training;

/// <summary>Training sessions.</summary>
public sealed class TrainingClient
{
    private const int DefaultLimit = 50;

    private readonly BirdGridClient client;
    private readonly TrainingService.TrainingServiceClient service;

    internal TrainingClient(BirdGridClient client, GrpcChannel channel)
    {
        this.client = client;
        service = new TrainingService.TrainingServiceClient(channel);
    }

    /// <summary>Starts a session and returns at once.</summary>
    /// <param name="spec">What to train; what is left out takes the method's defaults.</param>
    /// <param name="idempotencyKey">The same key returns the same session; null: a new one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">The silo refused, or cannot be reached.</exception>
    public Task<TrainingSession> StartAsync(TrainingSpec spec, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        var request = new StartTrainingRequest { Spec = spec, IdempotencyKey = idempotencyKey ?? Guid.NewGuid().ToString("N") };
        return client.CallAsync("StartTraining", o => service.StartAsync(request, o), cancellationToken);
    }

    /// <summary>A session as it is.</summary>
    public Task<TrainingSession> GetAsync(string id, CancellationToken cancellationToken = default) =>
        client.CallAsync("GetTraining", o => service.GetAsync(new GetTrainingRequest { Id = id }, o), cancellationToken);

    /// <summary>
    /// The session now and after every change until it has ended. A lost connection is taken up again where it broke off, for
    /// <see cref="BirdGridClientOptions.ReconnectSeconds"/>.
    /// </summary>
    /// <param name="id">Session id.</param>
    /// <param name="cancellationToken">Stops watching; the session goes on.</param>
    /// <exception cref="BirdGridException">The session does not exist, or the silo stays unreachable.</exception>
    public IAsyncEnumerable<TrainingSession> WatchAsync(string id, CancellationToken cancellationToken = default) => Watching.RunAsync(
        client,
        "WatchTraining",
        seen => service.Watch(new WatchTrainingRequest { Id = id, AfterRevision = seen }, cancellationToken: cancellationToken),
        session => (session.Revision, session.State is TrainingState.Completed or TrainingState.Failed or TrainingState.Cancelled),
        cancellationToken);

    /// <summary>Ends a session.</summary>
    public Task<TrainingSession> CancelAsync(string id, string reason, CancellationToken cancellationToken = default) =>
        client.CallAsync("CancelTraining", o => service.CancelAsync(new CancelTrainingRequest { Id = id, Reason = reason }, o), cancellationToken);

    /// <summary>
    /// Tries exponentially rising learning rates on a network that is thrown away. Each message has the steps since the one before; the last one is
    /// done and suggests rates.
    /// </summary>
    /// <param name="request">What would be trained, and the rates.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="BirdGridException">The silo refused, cannot be reached, or went away: the search is not taken up again.</exception>
    public async IAsyncEnumerable<LearningRateSearch> FindLearningRateAsync(FindLearningRateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var activity = BirdGridClient.StartActivity("FindLearningRate");
        using var call = service.FindLearningRate(request, cancellationToken: cancellationToken);
        while (await NextAsync(call.ResponseStream, cancellationToken) is { } search)
        {
            yield return search;
        }
    }

    /// <summary>Sessions, newest first.</summary>
    /// <param name="limit">Most sessions, page by page; 0: 50.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<TrainingSession>> ListAsync(int limit = 0, CancellationToken cancellationToken = default) =>
        Pages.ReadAsync<TrainingSession>(limit == 0 ? DefaultLimit : limit, async (most, token) =>
        {
            var page = await client.CallAsync("ListTraining", o => service.ListAsync(new ListTrainingRequest { Limit = most, PageToken = token }, o), cancellationToken);
            return (page.Sessions, page.NextPageToken);
        });

    private async Task<LearningRateSearch?> NextAsync(IAsyncStreamReader<LearningRateSearch> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken) ? stream.Current : null;
        }
        catch (RpcException failure)
        {
            throw client.Translate(failure, cancellationToken);
        }
    }
}
