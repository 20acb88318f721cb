using BirdGrid.Grains;
using BirdGrid.Grains.Inference;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Models;
using BirdGrid.Silo.Services.Mapping;
using BirdGrid.V1;
using BirdGrid.Vision.Evaluation;

namespace BirdGrid.Silo.Services;

/// <summary>A photo in, labels out, for gRPC and for REST.</summary>
internal sealed class ClassificationCore(IInferenceFront front)
{
    /// <summary>Labels of an answer to a request that says nothing of it.</summary>
    public const int DefaultTopK = 5;

    /// <summary>Reason of a number of labels that there cannot be.</summary>
    public const string TopKReason = "top-k-out-of-range";

    /// <summary>Classifies a photo.</summary>
    /// <param name="request">The photo.</param>
    /// <param name="deadline">When the caller gives up, or null.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <exception cref="GridException">The request is wrong, or cannot be answered now.</exception>
    /// <exception cref="BirdGrid.Vision.Photos.PhotoDecodeException">The bytes are no photo that can be decoded.</exception>
    public async Task<ClassifyResponse> AnswerAsync(ClassifyRequest request, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        if (request.TopK < 0)
        {
            throw new RefusedException(TopKReason, $"topK is {request.TopK}; it must be a whole number of 1 to {int.MaxValue}, or 0 for {DefaultTopK}.");
        }

        var answer = await front.InferAsync(
            new InferenceRequest
            {
                Model = ModelReference.Parse(request.Model),
                Photos = [request.Photo.Memory],
                Truncated = request.Truncated.ToVision(),
                Priority = PriorityOf(request.Priority),
                Deadline = deadline,
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
