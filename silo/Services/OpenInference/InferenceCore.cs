using BirdGrid.Grains;
using BirdGrid.Grains.Inference;
using Inference.V2;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Services.OpenInference;

/// <summary>ModelInfer, for gRPC and for REST.</summary>
/// <param name="front">Classifies.</param>
/// <param name="options">Largest batch.</param>
/// <param name="clock">Time.</param>
internal sealed class InferenceCore(IInferenceFront front, IOptions<InferenceOptions> options, TimeProvider clock)
{
    /// <summary>Answers a request, with raw contents where it came with raw contents.</summary>
    /// <param name="request">The request; the answer may use its memory until it is given.</param>
    /// <param name="deadline">When the caller gives up, or null.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    /// <exception cref="GridException">The request is wrong, or cannot be answered now.</exception>
    /// <exception cref="BirdGrid.Vision.Photos.PhotoDecodeException">A photo cannot be decoded.</exception>
    public async Task<ModelInferResponse> InferAsync(ModelInferRequest request, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var reference = References.Of(request.ModelName, request.ModelVersion);
        var outputs = RequestedOutput.Of(request);
        var input = InputReader.Read(request, options.Value.MaximumBatchSize);
        var inference = new InferenceRequest
        {
            Model = reference,
            Photos = input.Photos,
            Images = input.Images,
            Priority = InferParameters.PriorityOf(request.Parameters),
            Deadline = Earlier(deadline, InferParameters.TimeoutOf(request.Parameters)),
        };
        var answer = await AnswerAsync(inference, input, cancellationToken);
        var response = new ModelInferResponse
        {
            ModelName = answer.Version.Model,
            ModelVersion = References.VersionText(answer.Version.Version),
            Id = request.Id,
        };
        OutputWriter.Write(response, answer, outputs, request.RawInputContents.Count > 0);
        return response;
    }

    private async Task<InferenceAnswer> AnswerAsync(InferenceRequest request, InferInput input, CancellationToken cancellationToken)
    {
        try
        {
            return await front.InferAsync(request, cancellationToken);
        }
        catch (RefusedException) when (input.Images is not null)
        {
            // Asked only now which size the version takes: a request that is right does without.
            var version = await front.FindAsync(request.Model, cancellationToken);
            int size = version.Preprocessing.CropSize;
            if (size != input.ImageSize)
            {
                int count = input.Images.Value.Count;
                throw new RefusedException("wrong-shape", $"Input '{TensorNames.Image}' of {version.Key}: expected the shape [{count},{size},{size},3], got [{count},{input.ImageSize},{input.ImageSize},3].");
            }

            throw;
        }
    }

    private DateTimeOffset? Earlier(DateTimeOffset? deadline, TimeSpan? timeout)
    {
        var own = clock.GetUtcNow() + timeout;
        return own is null || deadline < own ? deadline : own;
    }
}
