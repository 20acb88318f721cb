using BirdGrid.V1;
using Google.Protobuf;
using Grpc.Core;

namespace BirdGrid.Client.Load;

/// <summary>Photos for <c>birdgrid.v1.ClassificationService.Classify</c>.</summary>
public sealed class ClassifyTarget : ILoadTarget
{
    private readonly ClassificationService.ClassificationServiceClient service;
    private readonly ClassifyRequest[] requests;
    private readonly TimeSpan? deadline;

    /// <summary>Prepares the requests.</summary>
    /// <param name="client">
    /// Connection; with <see cref="BirdGridClientOptions.Attempts"/> 1, or what a silo that is away loses is sent again and shows as latency.
    /// </param>
    /// <param name="model"><c>model</c>, <c>model@3</c> or <c>model@champion</c>.</param>
    /// <param name="photos">Encoded JPEG, PNG or WebP, at least one; sent in turn.</param>
    /// <param name="options">Labels, deadline, order; null: the defaults.</param>
    /// <exception cref="ArgumentException">There is no photo.</exception>
    public ClassifyTarget(BirdGridClient client, string model, IReadOnlyList<ReadOnlyMemory<byte>> photos, ClassifyTargetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(photos);
        if (photos.Count == 0)
        {
            throw new ArgumentException("There is no photo to send.", nameof(photos));
        }

        options ??= new ClassifyTargetOptions();
        service = new ClassificationService.ClassificationServiceClient(client.Channel);
        deadline = options.Deadline;
        requests = [.. photos.Select(p => new ClassifyRequest { Model = model, Photo = UnsafeByteOperations.UnsafeWrap(p), TopK = options.TopK })];
        if (options.ShuffleSeed is { } seed)
        {
            new Random(seed).Shuffle(requests);
        }

        Name = $"classify {model}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async ValueTask<RequestResult> SendAsync(long request, CancellationToken cancellationToken)
    {
        var until = deadline is { } patience ? DateTime.UtcNow + patience : (DateTime?)null;
        try
        {
            using var call = service.ClassifyAsync(requests[request % requests.Length], deadline: until, cancellationToken: cancellationToken);
            var answer = await call.ResponseAsync.ConfigureAwait(false);
            return RequestResult.Ok(1, answer.Timings is { } t ? new ServerTimings(t.DecodeMs, t.QueueMs, t.ComputeMs, t.TotalMs, t.BatchSize) : null);
        }
        catch (RpcException refusal) when (!cancellationToken.IsCancellationRequested)
        {
            return RequestResult.Refused(refusal.StatusCode);
        }
        catch (RpcException cancelled)
        {
            throw new OperationCanceledException(cancelled.Message, cancelled, cancellationToken);
        }
    }
}
