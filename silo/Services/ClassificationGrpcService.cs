using System.Threading.Channels;
using BirdGrid.Grains;
using BirdGrid.Grains.Inference;
using BirdGrid.Silo.Services.Errors;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Services;

/// <summary>birdgrid.v1.ClassificationService.</summary>
internal sealed class ClassificationGrpcService(IPhotoClassifier classifier) : ClassificationService.ClassificationServiceBase
{
    private const int DefaultTopK = 5;

    /// <summary>Photos of one stream in work at the same time.</summary>
    private const int InFlight = 16;

    /// <inheritdoc/>
    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) => AnswerAsync(request, context.CancellationToken);

    /// <inheritdoc/>
    public override async Task ClassifyStream(IAsyncStreamReader<ClassifyRequest> requestStream, IServerStreamWriter<ClassifyResponse> responseStream, ServerCallContext context)
    {
        var answers = Channel.CreateBounded<Task<ClassifyResponse>>(InFlight);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var reading = ReadAsync();
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
            await stop.CancelAsync();
        }

        async Task ReadAsync()
        {
            try
            {
                while (await requestStream.MoveNext(stop.Token))
                {
                    await answers.Writer.WriteAsync(AnswerOrErrorAsync(requestStream.Current, stop.Token), stop.Token);
                }
            }
            finally
            {
                answers.Writer.TryComplete();
            }
        }
    }

    private async Task<ClassifyResponse> AnswerOrErrorAsync(ClassifyRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswerAsync(request, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var error = GridError.From(failure);
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
        var response = new ClassifyResponse
        {
            Model = answer.Model,
            Version = answer.Version,
            RequestId = request.RequestId,
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
