using System.Diagnostics;
using BirdGrid.Client.Classification;
using BirdGrid.Client.Datasets;
using BirdGrid.Client.Models;
using BirdGrid.Client.Security;
using BirdGrid.Client.Serving;
using BirdGrid.Client.Sweeps;
using BirdGrid.Client.Training;
using BirdGrid.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace BirdGrid.Client;

/// <summary>A connection to a BirdGrid silo. Thread-safe; make one and keep it.</summary>
public sealed class BirdGridClient : IDisposable
{
    /// <summary>Name of the client's activity source: traces begin here.</summary>
    public const string ActivitySourceName = "BirdGrid.Client";

    private static readonly ActivitySource Source = new(ActivitySourceName);

    private readonly GrpcChannel channel;

    /// <summary>Prepares a connection; nothing is sent yet.</summary>
    /// <param name="options">Address and time-outs; the defaults where null.</param>
    /// <exception cref="UriFormatException">The address is none, or not of HTTP.</exception>
    public BirdGridClient(BirdGridClientOptions? options = null)
    {
        Options = options ?? new BirdGridClientOptions();
        channel = SiloChannel.Create(Options);
        Datasets = new DatasetsClient(this, channel);
        Training = new TrainingClient(this, channel);
        Sweeps = new SweepsClient(this, channel);
        Models = new ModelsClient(this, channel);
        Classification = new ClassificationClient(this, channel);
        Serving = new ServingClient(this, channel);
        Security = new SecurityClient(this, channel);
    }

    /// <summary>The silo's address.</summary>
    public string Address => Options.Address;

    /// <summary>Labelled photos.</summary>
    public DatasetsClient Datasets { get; }

    /// <summary>Training sessions.</summary>
    public TrainingClient Training { get; }

    /// <summary>Many training sessions that differ in a few settings.</summary>
    public SweepsClient Sweeps { get; }

    /// <summary>Models, versions and aliases.</summary>
    public ModelsClient Models { get; }

    /// <summary>Photos in, species out.</summary>
    public ClassificationClient Classification { get; }

    /// <summary>Which versions are in memory, and how they do.</summary>
    public ServingClient Serving { get; }

    /// <summary>API keys and the audit log.</summary>
    public SecurityClient Security { get; }

    /// <summary>How the silo is reached.</summary>
    internal BirdGridClientOptions Options { get; }

    /// <summary>The connection, for calls that are neither traced nor repeated.</summary>
    internal GrpcChannel Channel => channel;

    /// <summary>The grid's silos, backbones and augmentation policies.</summary>
    /// <exception cref="BirdGridException">No silo answers.</exception>
    public Task<GridStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        CallAsync("GetStatus", o => new GridService.GridServiceClient(channel).GetStatusAsync(new GetStatusRequest(), o), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    /// <summary>Begins the trace of a call; null where nobody listens.</summary>
    internal static Activity? StartActivity(string name) => Source.StartActivity($"birdgrid {name}", ActivityKind.Client);

    /// <summary>Makes a call with one answer.</summary>
    /// <param name="name">Name of the call, for traces.</param>
    /// <param name="call">Makes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="timeoutSeconds">Time for an attempt; <see cref="BirdGridClientOptions.TimeoutSeconds"/> where null.</param>
    internal async Task<T> CallAsync<T>(string name, Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken, int? timeoutSeconds = null)
    {
        using var activity = StartActivity(name);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using var pending = call(new CallOptions(deadline: DateTime.UtcNow.AddSeconds(timeoutSeconds ?? Options.TimeoutSeconds), cancellationToken: cancellationToken));
                return await pending;
            }
            catch (RpcException cut) when (attempt < Options.Attempts && !cancellationToken.IsCancellationRequested && IsCut(cut))
            {
                await PauseAsync(attempt, cancellationToken);
            }
            catch (RpcException failure)
            {
                activity?.SetStatus(ActivityStatusCode.Error, failure.StatusCode.ToString());
                throw Translate(failure, cancellationToken);
            }
        }
    }

    /// <summary>Waits before the next attempt, twice as long every time.</summary>
    /// <param name="attempt">Attempts so far, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), Options.Time, cancellationToken);

    // The channel tries again by itself where a silo is unavailable, but not where one that stops has cut the call off. A call that changes
    // something carries an idempotency key.
    private static bool IsCut(RpcException failure) => failure.StatusCode != StatusCode.Unavailable && ConnectionLoss.Is(failure);

    /// <summary>What a caller gets to see of gRPC's exception.</summary>
    internal Exception Translate(RpcException failure, CancellationToken cancellationToken) =>
        failure.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(failure.Message, failure, cancellationToken)
            : BirdGridException.From(failure, Address, Options.Proxies);
}
