using System.Diagnostics;
using BirdGrid.Client.Classification;
using BirdGrid.Client.Datasets;
using BirdGrid.Client.Models;
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
    private readonly BirdGridClientOptions options;

    /// <summary>Prepares a connection; nothing is sent yet.</summary>
    /// <param name="options">Address and time-outs; the defaults where null.</param>
    /// <exception cref="UriFormatException">The address is none.</exception>
    public BirdGridClient(BirdGridClientOptions? options = null)
    {
        this.options = options ?? new BirdGridClientOptions();
        channel = GrpcChannel.ForAddress(this.options.Address, new GrpcChannelOptions
        {
            MaxSendMessageSize = LargestMessageBytes,
            MaxReceiveMessageSize = LargestMessageBytes,
            ServiceConfig = RetryingConfig(this.options.Attempts),
        });
        Datasets = new DatasetsClient(this, channel);
        Training = new TrainingClient(this, channel);
        Models = new ModelsClient(this, channel);
        Classification = new ClassificationClient(this, channel);
    }

    /// <summary>The silo's address.</summary>
    public string Address => options.Address;

    /// <summary>Labelled photos.</summary>
    public DatasetsClient Datasets { get; }

    /// <summary>Training sessions.</summary>
    public TrainingClient Training { get; }

    /// <summary>Models, versions and aliases.</summary>
    public ModelsClient Models { get; }

    /// <summary>Photos in, species out.</summary>
    public ClassificationClient Classification { get; }

    /// <summary>The grid's silos, backbones and augmentation policies.</summary>
    /// <exception cref="BirdGridException">No silo answers.</exception>
    public Task<GridStatus> GetStatusAsync(CancellationToken cancellationToken = default) =>
        CallAsync("GetStatus", o => new GridService.GridServiceClient(channel).GetStatusAsync(new GetStatusRequest(), o), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    /// <summary>Makes a call with one answer.</summary>
    internal async Task<T> CallAsync<T>(string name, Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        using var activity = Source.StartActivity($"birdgrid {name}", ActivityKind.Client);
        try
        {
            using var pending = call(new CallOptions(deadline: DateTime.UtcNow.AddSeconds(options.TimeoutSeconds), cancellationToken: cancellationToken));
            return await pending;
        }
        catch (RpcException failure)
        {
            throw Translate(failure, cancellationToken);
        }
    }

    /// <summary>What a caller gets to see of gRPC's exception.</summary>
    internal Exception Translate(RpcException failure, CancellationToken cancellationToken) =>
        failure.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(failure.Message, failure, cancellationToken)
            : BirdGridException.From(failure, Address);

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
