using System.Threading.Channels;
using BirdGrid.Grains;
using BirdGrid.Grains.Inference;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.ClassificationService.</summary>
internal sealed class ClassificationGrpcService(IPhotoClassifier classifier, ErrorReporter errors) : ClassificationService.ClassificationServiceBase
{
    /// <summary>Labels of an answer where the caller does not say.</summary>
    public const int DefaultTopK = 5;

    /// <summary>Photos of one stream that may wait behind the one whose answer is next to be sent.</summary>
    private const int InFlight = 16;

    /// <inheritdoc/>
    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) => AnswerAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task ClassifyStream(IAsyncStreamReader<ClassifyRequest> requestStream, IServerStreamWriter<ClassifyResponse> responseStream, ServerCallContext context)
    {
        var answers = Channel.CreateBounded<Task<ClassifyResponse>>(InFlight);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var reading = ReadAsync(requestStream, answers.Writer, context, stop.Token);
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(stop.Token))
            {
                await responseStream.WriteAsync(await answer, stop.Token);
            }

            await reading;
        }
        finally
        {
            // The reader uses the call's streams: it has to end before the call does.
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<ClassifyRequest> requests, ChannelWriter<Task<ClassifyResponse>> answers, ServerCallContext context, CancellationToken cancellationToken)
    {
        try
        {
            while (await requests.MoveNext(cancellationToken))
            {
                await answers.WriteAsync(AnswerOrErrorAsync(requests.Current, context, cancellationToken), cancellationToken);
            }
        }
        finally
        {
            answers.Complete();
        }
    }

    private async Task<ClassifyResponse> AnswerOrErrorAsync(ClassifyRequest request, ServerCallContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswerAsync(request, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            var error = errors.Report(failure, context);
            return new ClassifyResponse
            {
                RequestId = request.RequestId,
                Error = new ClassifyError { Code = (int)error.Code, Reason = error.Reason, Message = error.Message },
            };
        }
    }

    private async Task<ClassifyResponse> AnswerAsync(ClassifyRequest request, CancellationToken cancellationToken)
    {
        if (request.TopK < 0)
        {
            throw new RefusedException("top-k-out-of-range", $"top_k is {request.TopK}; it must be 1 or more, or 0 for {DefaultTopK}.");
        }

        var answer = await classifier.ClassifyAsync(request.Model, request.Photo.Memory, request.TopK == 0 ? DefaultTopK : request.TopK, cancellationToken);
        return ToProto(answer, request.RequestId);
    }

    /// <summary>An answer to protobuf.</summary>
    public static ClassifyResponse ToProto(Grains.Inference.Classification answer, string requestId)
    {
        var response = new ClassifyResponse
        {
            Model = answer.Model,
            Version = answer.Version,
            RequestId = requestId,
            Timings = new ClassifyTimings
            {
                DecodeMs = answer.DecodeMs,
                QueueMs = answer.Output.QueueMs,
                ComputeMs = answer.Output.ComputeMs,
                TotalMs = answer.TotalMs,
                BatchSize = answer.Output.BatchSize,
            },
        };
        response.Labels.AddRange(answer.Output.Labels.Select(l => l.ToProto()));
        return response;
    }
}
