using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Inference.V2;
using static Inference.V2.ModelInferRequest.Types;

namespace BirdGrid.Client.OpenInference;

/// <summary>
/// A client of the Open Inference Protocol, version 2, over gRPC: of BirdGrid, and of every other server that speaks it. Thread-safe; make one and
/// keep it. <see cref="GetConfigAsync"/>, <see cref="GetStatisticsAsync"/> and the calls about the repository are extensions: a server that does not
/// have them answers UNIMPLEMENTED.
/// </summary>
public sealed class OpenInferenceClient : IDisposable
{
    private readonly OpenInferenceClientOptions options;
    private readonly GrpcChannel channel;
    private readonly GRPCInferenceService.GRPCInferenceServiceClient service;
    private readonly Metadata headers = [];

    /// <summary>Prepares a connection; nothing is sent yet.</summary>
    /// <param name="options">Address, deadline, key; the defaults where null.</param>
    /// <exception cref="UriFormatException">The address is none.</exception>
    public OpenInferenceClient(OpenInferenceClientOptions? options = null)
    {
        this.options = options ?? new OpenInferenceClientOptions();
        channel = GrpcChannel.ForAddress(this.options.Address, new GrpcChannelOptions
        {
            HttpHandler = this.options.Handler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true, Proxy = OutwardProxy.OfEnvironment },
            DisposeHttpClient = this.options.Handler is null,
            MaxSendMessageSize = this.options.MaximumMessageBytes,
            MaxReceiveMessageSize = this.options.MaximumMessageBytes,
        });
        service = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        if (this.options.ApiKey is { } key)
        {
            headers.Add("x-api-key", key);
        }

        foreach (var (name, value) in this.options.Metadata)
        {
            headers.Add(name, value);
        }
    }

    /// <summary>Whether the server answers.</summary>
    /// <exception cref="OpenInferenceException">It does not answer at all, or does not know the call.</exception>
    public async Task<bool> IsLiveAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(o => service.ServerLiveAsync(new ServerLiveRequest(), o), cancellationToken)).Live;

    /// <summary>Whether the server should get requests.</summary>
    /// <exception cref="OpenInferenceException">It does not answer at all, or does not know the call.</exception>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(o => service.ServerReadyAsync(new ServerReadyRequest(), o), cancellationToken)).Ready;

    /// <summary>Whether a model answers at once.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Version; empty: the one that the server would choose.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OpenInferenceException">The server refuses, or does not answer.</exception>
    public async Task<bool> IsReadyAsync(string model, string version = "", CancellationToken cancellationToken = default) =>
        (await CallAsync(o => service.ModelReadyAsync(new ModelReadyRequest { Name = model, Version = version }, o), cancellationToken)).Ready;

    /// <summary>Name, version and extensions of the server.</summary>
    /// <exception cref="OpenInferenceException">The server does not answer.</exception>
    public Task<ServerMetadataResponse> GetServerAsync(CancellationToken cancellationToken = default) =>
        CallAsync(o => service.ServerMetadataAsync(new ServerMetadataRequest(), o), cancellationToken);

    /// <summary>Names, types and shapes of a model's tensors.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Version; empty: the one that the server would choose.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OpenInferenceException">There is no such model, or the server does not answer.</exception>
    public Task<ModelMetadataResponse> GetMetadataAsync(string model, string version = "", CancellationToken cancellationToken = default) =>
        CallAsync(o => service.ModelMetadataAsync(new ModelMetadataRequest { Name = model, Version = version }, o), cancellationToken);

    /// <summary>How a model is configured: batching, shapes without the batch.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="version">Version; empty: the one that the server would choose.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OpenInferenceException">There is no such model, or the server does not answer.</exception>
    public async Task<ModelConfig> GetConfigAsync(string model, string version = "", CancellationToken cancellationToken = default) =>
        (await CallAsync(o => service.ModelConfigAsync(new ModelConfigRequest { Name = model, Version = version }, o), cancellationToken)).Config;

    /// <summary>What models have done since they were loaded.</summary>
    /// <param name="model">Name of the model; empty: all.</param>
    /// <param name="version">Version; empty: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OpenInferenceException">There is no such model, or the server does not answer.</exception>
    public async Task<IReadOnlyList<ModelStatistics>> GetStatisticsAsync(string model = "", string version = "", CancellationToken cancellationToken = default) =>
        (await CallAsync(o => service.ModelStatisticsAsync(new ModelStatisticsRequest { Name = model, Version = version }, o), cancellationToken)).ModelStats;

    /// <summary>Every version of every model, with its state and the reason for it.</summary>
    /// <param name="onlyReady">Leaves out the others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OpenInferenceException">The server does not answer.</exception>
    public async Task<IReadOnlyList<RepositoryIndexResponse.Types.ModelIndex>> GetIndexAsync(bool onlyReady = false, CancellationToken cancellationToken = default) =>
        (await CallAsync(o => service.RepositoryIndexAsync(new RepositoryIndexRequest { Ready = onlyReady }, o), cancellationToken)).Models;

    /// <summary>Loads a model; returns when it is ready.</summary>
    /// <param name="model">Name of the model; BirdGrid also takes <c>model@3</c> and <c>model@alias</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OpenInferenceException">There is no such model, it cannot be loaded, or the server does not answer.</exception>
    public Task LoadAsync(string model, CancellationToken cancellationToken = default) =>
        CallAsync(o => service.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = model }, o), cancellationToken);

    /// <summary>Unloads a model.</summary>
    /// <param name="model">As in <see cref="LoadAsync"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OpenInferenceException">There is no such model, it is needed, or the server does not answer.</exception>
    public Task UnloadAsync(string model, CancellationToken cancellationToken = default) =>
        CallAsync(o => service.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { ModelName = model }, o), cancellationToken);

    /// <summary>Asks a model.</summary>
    /// <param name="call">Model, inputs, outputs.</param>
    /// <param name="cancellationToken">Gives up; the server stops too.</param>
    /// <exception cref="OpenInferenceException">The server refuses, or does not answer.</exception>
    public async Task<InferenceResult> InferAsync(InferenceCall call, CancellationToken cancellationToken = default)
    {
        var request = RequestOf(call);
        return new InferenceResult(await CallAsync(o => service.ModelInferAsync(request, o), cancellationToken));
    }

    /// <summary>Classifies images that have the model's input size already.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="imagesNhwc">UINT8, count x side x side x 3, RGB; sent without a copy.</param>
    /// <param name="count">Number of images, at least 1.</param>
    /// <param name="topK">Classes for each image, at least 1.</param>
    /// <param name="version">Version; empty: the server chooses.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>For each image its classes, best first, with probabilities.</returns>
    /// <exception cref="ArgumentException">The bytes are not those of so many square images.</exception>
    /// <exception cref="OpenInferenceException">The server refuses, or does not answer.</exception>
    public Task<IReadOnlyList<IReadOnlyList<ClassScore>>> ClassifyImagesAsync(string model, ReadOnlyMemory<byte> imagesNhwc, int count, int topK = 5, string version = "", CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        long side = (long)Math.Sqrt(imagesNhwc.Length / 3 / count);
        return ClassifyAsync(model, InferenceInput.FromUInt8("image", [count, side, side, 3], imagesNhwc), topK, version, cancellationToken);
    }

    /// <summary>Classifies photos that a BirdGrid silo decodes and resizes itself.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="photos">Encoded JPEG, PNG or WebP, at least one.</param>
    /// <param name="topK">Classes for each photo, at least 1.</param>
    /// <param name="version">Version; empty: the server chooses.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>For each photo its classes, best first, with probabilities.</returns>
    /// <exception cref="OpenInferenceException">The server refuses, or does not answer.</exception>
    public Task<IReadOnlyList<IReadOnlyList<ClassScore>>> ClassifyPhotosAsync(string model, IReadOnlyList<ReadOnlyMemory<byte>> photos, int topK = 5, string version = "", CancellationToken cancellationToken = default) =>
        ClassifyAsync(model, InferenceInput.FromBytes("photo", photos), topK, version, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private async Task<IReadOnlyList<IReadOnlyList<ClassScore>>> ClassifyAsync(string model, InferenceInput input, int topK, string version, CancellationToken cancellationToken)
    {
        const string Output = "probabilities";
        var result = await InferAsync(new InferenceCall { Model = model, Version = version, Inputs = [input], Outputs = [Output], Classes = topK }, cancellationToken);
        return result[Output].AsClasses();
    }

    private static ModelInferRequest RequestOf(InferenceCall call)
    {
        var request = new ModelInferRequest { ModelName = call.Model, ModelVersion = call.Version, Id = call.Id };
        foreach (var input in call.Inputs)
        {
            request.Inputs.Add(new InferInputTensor { Name = input.Name, Datatype = input.Datatype, Shape = { input.Shape } });
            request.RawInputContents.Add(UnsafeByteOperations.UnsafeWrap(input.Data));
        }

        foreach (string name in call.Outputs)
        {
            var output = new InferRequestedOutputTensor { Name = name };
            if (call.Classes > 0)
            {
                output.Parameters["classification"] = new InferParameter { Int64Param = call.Classes };
            }

            request.Outputs.Add(output);
        }

        if (call.Priority > 0)
        {
            request.Parameters["priority"] = new InferParameter { Uint64Param = call.Priority };
        }

        if (call.QueueTimeout is { } timeout)
        {
            request.Parameters["timeout"] = new InferParameter { Int64Param = (long)timeout.TotalMicroseconds };
        }

        return request;
    }

    private async Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            using var pending = call(new CallOptions(headers, DateTime.UtcNow.AddSeconds(options.TimeoutSeconds), cancellationToken));
            return await pending;
        }
        catch (RpcException failure)
        {
            throw failure.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested
                ? new OperationCanceledException(failure.Message, failure, cancellationToken)
                : OpenInferenceException.From(failure, options.Address);
        }
    }
}
