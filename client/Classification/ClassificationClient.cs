using System.Runtime.CompilerServices;
using BirdGrid.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace BirdGrid.Client.Classification;

/// <summary>Photos in, species out.</summary>
public sealed class ClassificationClient
{
    private readonly BirdGridClient client;
    private readonly ClassificationService.ClassificationServiceClient service;

    internal ClassificationClient(BirdGridClient client, GrpcChannel channel)
    {
        this.client = client;
        service = new ClassificationService.ClassificationServiceClient(channel);
    }

    /// <summary>Classifies one photo.</summary>
    /// <param name="model"><c>model</c>, <c>model@3</c> or <c>model@champion</c>.</param>
    /// <param name="photo">Encoded JPEG, PNG or WebP.</param>
    /// <param name="topK">Labels to return, best first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BirdGridException">The photo cannot be decoded, the model does not exist, or the silo cannot be reached.</exception>
    public Task<ClassifyResponse> ClassifyAsync(string model, ReadOnlyMemory<byte> photo, int topK = 5, CancellationToken cancellationToken = default)
    {
        var request = new ClassifyRequest { Model = model, Photo = UnsafeByteOperations.UnsafeWrap(photo), TopK = topK };
        return client.CallAsync("Classify", o => service.ClassifyAsync(request, o), cancellationToken);
    }

    /// <summary>Classifies many photos over one stream; answers come in the order of the requests, errors as answers.</summary>
    public async IAsyncEnumerable<ClassifyResponse> ClassifyAsync(IAsyncEnumerable<ClassifyRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var call = service.ClassifyStream(cancellationToken: cancellationToken);
        var sending = SendAsync(call.RequestStream, requests, cancellationToken);
        while (true)
        {
            ClassifyResponse? response;
            try
            {
                response = await call.ResponseStream.MoveNext(cancellationToken) ? call.ResponseStream.Current : null;
            }
            catch (RpcException failure)
            {
                throw client.Translate(failure, cancellationToken);
            }

            if (response is null)
            {
                await sending;
                yield break;
            }

            yield return response;
        }
    }

    private static async Task SendAsync(IClientStreamWriter<ClassifyRequest> stream, IAsyncEnumerable<ClassifyRequest> requests, CancellationToken cancellationToken)
    {
        await foreach (var request in requests.WithCancellation(cancellationToken))
        {
            await stream.WriteAsync(request, cancellationToken);
        }

        await stream.CompleteAsync();
    }
}
