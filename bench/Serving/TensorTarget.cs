using BirdGrid.Client.Load;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Inference.V2;

namespace BirdGrid.Bench.Serving;

/// <summary>Prepared images as raw UINT8 tensors of the Open Inference Protocol.</summary>
internal sealed class TensorTarget(GrpcChannel channel, string model, IReadOnlyList<byte[]> images, int imageSize) : ILoadTarget
{
    private readonly GRPCInferenceService.GRPCInferenceServiceClient service = new(channel);
    private readonly ModelInferRequest[] requests = [.. images.Select(image => new ModelInferRequest
    {
        ModelName = model,
        Inputs = { new ModelInferRequest.Types.InferInputTensor { Name = "image", Datatype = "UINT8", Shape = { 1, imageSize, imageSize, 3 } } },
        Outputs = { new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "logits" } },
        RawInputContents = { UnsafeByteOperations.UnsafeWrap(image) },
    })];

    /// <inheritdoc/>
    public string Name => $"tensors to {model}";

    /// <inheritdoc/>
    public async ValueTask<RequestResult> SendAsync(long request, CancellationToken cancellationToken)
    {
        try
        {
            await service.ModelInferAsync(requests[request % requests.Length], cancellationToken: cancellationToken);
            return RequestResult.Ok();
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
