using System.Threading.Channels;
using BirdGrid.Grains;
using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Models;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.V1;
using BirdGrid.Vision.Evaluation;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.ClassificationService.</summary>
internal sealed class ClassificationGrpcService(IInferenceFront front, ErrorReporter errors) : ClassificationService.ClassificationServiceBase
{
    private const int DefaultTopK = 5;

    /// <summary>Photos of one stream that may wait behind the one whose answer is next to be sent.</summary>
    private const int InFlight = 16;

    /// <inheritdoc/>
    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) => AnswerAsync(request, context, context.CancellationToken);

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
            return await AnswerAsync(request, context, cancellationToken);
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

    private async Task<ClassifyResponse> AnswerAsync(ClassifyRequest request, ServerCallContext context, CancellationToken cancellationToken)
    {
        if (request.TopK < 0)
        {
            throw new RefusedException("top-k-out-of-range", $"top_k is {request.TopK}; it must be 1 or more, or 0 for {DefaultTopK}.");
        }

        var answer = await front.InferAsync(
            new InferenceRequest
            {
                Model = ModelReference.Parse(request.Model),
                Photos = [request.Photo.Memory],
                Priority = PriorityOf(request.Priority),
                Deadline = context.Deadline == DateTime.MaxValue ? null : context.Deadline,
            },
            cancellationToken);
        var timings = answer.Timings;
        var response = new ClassifyResponse
        {
            Model = answer.Version.Model,
            Version = answer.Version.Version,
            RequestId = request.RequestId,
            Timings = new ClassifyTimings
            {
                DecodeMs = timings.DecodeMs,
                QueueMs = timings.QueueMs,
                AssemblyMs = timings.AssemblyMs,
                ComputeMs = timings.ComputeMs,
                TotalMs = timings.TotalMs,
                BatchSize = timings.BatchSize,
            },
        };
        var best = TopK.FromLogits(answer.LogitsOf(0), request.TopK == 0 ? DefaultTopK : request.TopK);
        response.Labels.AddRange(best.Select(b => new LabelScore { Label = answer.Version.Labels[b.ClassIndex], Probability = b.Probability }));
        return response;
    }

    private static InferencePriority PriorityOf(Priority priority) => priority switch
    {
        Priority.High => InferencePriority.High,
        Priority.Low => InferencePriority.Low,
        Priority.Unspecified or Priority.Normal => InferencePriority.Normal,
        _ => throw new RefusedException("unknown-priority", $"{(int)priority} is no priority; use 1 (high), 2 (normal) or 3 (low)."),
    };
}
