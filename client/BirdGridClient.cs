using System.Diagnostics;
using BirdGrid.Client.Classification;
using BirdGrid.Client.Datasets;
using BirdGrid.Client.Models;
using BirdGrid.Client.Sweeps;
using BirdGrid.Client.Training;
using BirdGrid.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;

namespace BirdGrid.Client;

/// <summary>A connection to a BirdGrid silo. Thread-safe; make one and keep it.</summary>
public sealed class BirdGridClient : IDisposable
{
    /// <summary>Name of the client's activity source: traces begin here.</summary>
    public const string ActivitySourceName = "BirdGrid.Client";

    private const int LargestMessageBytes = 80 << 20;
    private static readonly ActivitySource Source = new(ActivitySourceName);

    private readonly GrpcChannel channel;

    /// <summary>Prepares a connection; nothing is sent yet.</summary>
    /// <param name="options">Address and time-outs; the defaults where null.</param>
    /// <exception cref="UriFormatException">The address is none, or not of HTTP.</exception>
    public BirdGridClient(BirdGridClientOptions? options = null)
    {
        Options = options ?? new BirdGridClientOptions();
        channel = GrpcChannel.ForAddress(HttpAddress(Options.Address), new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                // A silo whose machine is gone answers no ping: a watch notices, and looks for it again.
                KeepAlivePingDelay = TimeSpan.FromSeconds(20),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
                ConnectTimeout = TimeSpan.FromSeconds(10),
                EnableMultipleHttp2Connections = true,
            },
            DisposeHttpClient = true,
            MaxSendMessageSize = LargestMessageBytes,
            MaxReceiveMessageSize = LargestMessageBytes,
            ServiceConfig = RetryingConfig(Options.Attempts),
        });
        Datasets = new DatasetsClient(this, channel);
        Training = new TrainingClient(this, channel);
        Sweeps = new SweepsClient(this, channel);
        Models = new ModelsClient(this, channel);
        Classification = new ClassificationClient(this, channel);
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

    /// <summary>How the silo is reached.</summary>
    internal BirdGridClientOptions Options { get; }

    /// <summary>The grid's silos, backbones and augmentation policies.</summary>
    /// <exception cref="BirdGridException">No silo answers.</exception>
    public Task<GridStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        CallAsync("GetStatus", o => new GridService.GridServiceClient(channel).GetStatusAsync(new GetStatusRequest(), o), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    /// <summary>Begins the trace of a call; null where nobody listens.</summary>
    internal static Activity? StartActivity(string name) => Source.StartActivity($"birdgrid {name}", ActivityKind.Client);

    /// <summary>Makes a call with one answer.</summary>
    internal async Task<T> CallAsync<T>(string name, Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        using var activity = StartActivity(name);
        try
        {
            using var pending = call(new CallOptions(deadline: DateTime.UtcNow.AddSeconds(Options.TimeoutSeconds), cancellationToken: cancellationToken));
            return await pending;
        }
        catch (RpcException failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.StatusCode.ToString());
            throw Translate(failure, cancellationToken);
        }
    }

    /// <summary>What a caller gets to see of gRPC's exception.</summary>
    internal Exception Translate(RpcException failure, CancellationToken cancellationToken) =>
        failure.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(failure.Message, failure, cancellationToken)
            : BirdGridException.From(failure, Address);

    private static Uri HttpAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new UriFormatException($"'{address}' is no address of a silo: write http://HOST:PORT.");

    private static ServiceConfig RetryingConfig(int attempts)
    {
        var config = new ServiceConfig();
        if (attempts > 1)
        {
            config.MethodConfigs.Add(new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = attempts,
                    InitialBackoff = TimeSpan.FromMilliseconds(100),
                    MaxBackoff = TimeSpan.FromSeconds(2),
                    BackoffMultiplier = 3,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            });
        }

        return config;
    }
}
